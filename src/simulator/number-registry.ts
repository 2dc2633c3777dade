import { countryOf, isPhoneNumber, toE164 } from './phone-number.js';

export type OperationalStatus = 'Active' | 'Unhealthy' | 'Expiring' | 'Inactive';

/** A virtual number that the simulated sub-account rents. */
export interface SimulatedNumber {
  /** E.164, with or without `+`. */
  msisdn: string;
  /** ISO 3166; default: from the number. */
  countryCode?: string;
  /** Default `Active`. */
  operationalStatus?: OperationalStatus;
  /** Default: made from the number. */
  referenceId?: string;
  /** Default `Fixed`. */
  numberType?: string;
}

/** A virtual number with nothing left open; `msisdn` is in E.164 with `+`. */
export type VirtualNumber = Required<SimulatedNumber>;

/** The virtual numbers of the simulated sub-account. */
export class NumberRegistry {
  private readonly byMsisdn = new Map<string, VirtualNumber>();
  readonly createdAt = new Date();

  /** @throws RangeError if a msisdn is no phone number. */
  constructor(numbers: readonly SimulatedNumber[]) {
    for (const number of numbers) {
      if (!isPhoneNumber(number.msisdn))
        throw new RangeError(`not in E.164: ${String(number.msisdn)}`);
      const msisdn = toE164(number.msisdn);
      this.byMsisdn.set(msisdn, {
        msisdn,
        countryCode: number.countryCode ?? countryOf(msisdn) ?? '',
        operationalStatus: number.operationalStatus ?? 'Active',
        referenceId: number.referenceId ?? `vn-ref-${msisdn.slice(1)}`,
        numberType: number.numberType ?? 'Fixed',
      });
    }
  }

  all(): VirtualNumber[] {
    return [...this.byMsisdn.values()];
  }

  /** @param phoneNumber with or without `+` */
  find(phoneNumber: string): VirtualNumber | undefined {
    return this.byMsisdn.get(toE164(phoneNumber));
  }
}
