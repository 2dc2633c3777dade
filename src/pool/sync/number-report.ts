import { Slices } from '../../platform/input/index.js';
import type { CarrierNumber, VirtualNumberResource } from '../../eightxeight/index.js';

/**
 * Operational statuses, from the one that takes bookings to the one furthest from it. Of two
 * reports with the same time the later in this order wins: it is safer to take fewer new bookings.
 * A status that 8x8 adds later ranks like the empty one.
 */
export const STATUS_ORDER = ['Active', '', 'Unhealthy', 'Expiring', 'Inactive'] as const;

const rankOf = (status: string | undefined): number => {
  if (status === undefined) return -1;
  const rank = (STATUS_ORDER as readonly string[]).indexOf(status);
  return rank < 0 ? STATUS_ORDER.indexOf('') : rank;
};

/**
 * Returns the operational status of a number. 8x8's list reports Active even for a number whose
 * health check failed; this returns Unhealthy for it.
 */
export const operationalStatusOf = ({
  operationalStatus,
  isHealthy,
}: CarrierNumber): string | undefined =>
  isHealthy === false && operationalStatus === 'Active' ? 'Unhealthy' : operationalStatus;

/**
 * Whether `one` takes precedence over `other`. The result does not depend on the order of arrival.
 */
function outweighs(one: CarrierNumber, other: CarrierNumber): boolean {
  const later = (one.updatedAt?.getTime() ?? 0) - (other.updatedAt?.getTime() ?? 0);
  if (later !== 0) return later > 0;
  const [own, others] = [operationalStatusOf(one), operationalStatusOf(other)];
  const worse = rankOf(own) - rankOf(others);
  if (worse !== 0) return worse > 0;
  // Neither is known to be right, so any rule will do that does not depend on the order of arrival.
  return JSON.stringify(one) > JSON.stringify(other);
}

/** Collects 8x8's reports on numbers, from VNUs or from its list, and keeps one per number. */
export class NumberReports {
  private readonly byMsisdn = new Map<string, CarrierNumber>();

  get size(): number {
    return this.byMsisdn.size;
  }

  /**
   * Adds a report. Of several reports on one number the newest is kept, in any order of arrival.
   */
  add(report: CarrierNumber): void {
    const known = this.byMsisdn.get(report.msisdn);
    if (!known || outweighs(report, known)) this.byMsisdn.set(report.msisdn, report);
  }

  /** Adds all reports of another collection, in slices that do not block the event loop. */
  async addAll(others: NumberReports): Promise<void> {
    const slices = new Slices();
    for (const report of others.byMsisdn.values()) {
      this.add(report);
      await slices.next();
    }
  }

  /** Returns the latest `updatedAt` of the reports. */
  latest(): Date | undefined {
    let latest = 0;
    for (const { updatedAt } of this.byMsisdn.values()) {
      latest = Math.max(latest, updatedAt?.getTime() ?? 0);
    }
    return latest > 0 ? new Date(latest) : undefined;
  }

  /** Yields all reports in chunks of `size`. */
  *chunks(size: number): Generator<CarrierNumber[]> {
    let chunk: CarrierNumber[] = [];
    for (const report of this.byMsisdn.values()) {
      chunk.push(report);
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  }
}

/**
 * Returns the report on a number from 8x8's list. The list is current, whenever the number last
 * changed, so the report has no time of its own.
 */
export const reportOf = (number: VirtualNumberResource): CarrierNumber => ({
  msisdn: number.msisdn,
  operationalStatus: number.operationalStatus,
  countryCode: number.countryCode,
  referenceId: number.referenceId,
  numberType: number.numberType,
  isHealthy: number.numberHealth?.isHealthy,
  healthStatus: number.numberHealth?.status,
  healthCheckedAt: number.numberHealth?.lastCheckedTime,
  updatedAt: undefined,
});
