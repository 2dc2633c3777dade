import { NumberNotInServiceError } from '../api/errors.js';
import { countryOf, isPhoneNumber, toE164 } from './phone-number.js';

export const OPERATIONAL_STATUSES = ['Active', 'Unhealthy', 'Expiring', 'Inactive'] as const;
export type OperationalStatus = (typeof OPERATIONAL_STATUSES)[number];

/** A virtual number that the simulated sub-account rents. */
export interface SimulatedNumber {
  /** E.164, with or without `+`. */
  msisdn: string;
  /** ISO 3166; default: derived from the number. */
  countryCode?: string;
  /** Default `Active`. */
  operationalStatus?: OperationalStatus;
  /** Default: derived from the number. */
  referenceId?: string;
  /** Default `Fixed`. */
  numberType?: string;
  /** The result of the health check; default: true unless the status is `Unhealthy`. */
  isHealthy?: boolean;
}

/** The fields of a virtual number that can change; a new status resets `isHealthy` to its default. */
export type NumberChange = Partial<Omit<SimulatedNumber, 'msisdn'>>;

/** A virtual number with all defaults applied; `msisdn` is in E.164 with `+`. */
export type VirtualNumber = Required<SimulatedNumber> & { createdAt: Date; updatedAt: Date };

/** The virtual numbers of the simulated sub-account. */
export class NumberRegistry {
  /** The time of the last change of any number. */
  lastUpdatedAt = new Date();
  private readonly byMsisdn = new Map<string, VirtualNumber>();

  /** @throws RangeError if an msisdn is not a phone number */
  constructor(numbers: readonly SimulatedNumber[]) {
    for (const number of numbers) this.add(number);
  }

  /** @throws RangeError if the msisdn is not a phone number */
  add(number: SimulatedNumber): VirtualNumber {
    if (!isPhoneNumber(number.msisdn))
      throw new RangeError(`not in E.164: ${String(number.msisdn)}`);
    const msisdn = toE164(number.msisdn);
    return this.put({
      countryCode: countryOf(msisdn) ?? '',
      operationalStatus: 'Active',
      referenceId: `vn-ref-${msisdn.slice(1)}`,
      numberType: 'Fixed',
      isHealthy: number.operationalStatus !== 'Unhealthy',
      ...number,
      msisdn,
      createdAt: new Date(),
    });
  }

  /** @throws NumberNotInServiceError */
  change(phoneNumber: string, change: NumberChange): VirtualNumber {
    const { operationalStatus } = change;
    const health = operationalStatus ? { isHealthy: operationalStatus !== 'Unhealthy' } : {};
    return this.put({ ...this.get(phoneNumber), ...health, ...change });
  }

  /** @returns the removed number. @throws NumberNotInServiceError */
  remove(phoneNumber: string): VirtualNumber {
    const number = this.get(phoneNumber);
    this.byMsisdn.delete(number.msisdn);
    this.lastUpdatedAt = new Date();
    return number;
  }

  all(): VirtualNumber[] {
    return [...this.byMsisdn.values()];
  }

  /** @param phoneNumber with or without `+` */
  find(phoneNumber: string): VirtualNumber | undefined {
    return this.byMsisdn.get(toE164(phoneNumber));
  }

  private get(phoneNumber: string): VirtualNumber {
    const number = this.find(phoneNumber);
    if (!number) throw new NumberNotInServiceError('not a number of the sub-account');
    return number;
  }

  /** Replaces the object of a changed number, so that a running call keeps its own. */
  private put(fields: Omit<VirtualNumber, 'updatedAt'>): VirtualNumber {
    const number = { ...fields, updatedAt: new Date() };
    this.byMsisdn.set(number.msisdn, number);
    this.lastUpdatedAt = number.updatedAt;
    return number;
  }
}
