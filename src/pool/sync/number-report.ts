import { Slices } from '../../platform/input/index.js';
import type { CarrierNumber, VirtualNumberResource } from '../../eightxeight/index.js';

/**
 * From the state that takes bookings to the one that is furthest from it. Of two reports of the same
 * time the later in this order counts: the choice that takes fewer new bookings is the safe one. A
 * word that 8x8 has added stands where the empty one does.
 */
export const STATUS_ORDER = ['Active', '', 'Unhealthy', 'Expiring', 'Inactive'] as const;

const rankOf = (status: string | undefined): number => {
  if (status === undefined) return -1;
  const rank = (STATUS_ORDER as readonly string[]).indexOf(status);
  return rank < 0 ? STATUS_ORDER.indexOf('') : rank;
};

/** Returns 8x8's state of a number; its list says Active also of one whose health check failed. */
export const operationalStatusOf = ({
  operationalStatus,
  isHealthy,
}: CarrierNumber): string | undefined =>
  isHealthy === false && operationalStatus === 'Active' ? 'Unhealthy' : operationalStatus;

/** Returns whether `one` counts, and not `other`; the same whichever of them came first. */
function outweighs(one: CarrierNumber, other: CarrierNumber): boolean {
  const later = (one.updatedAt?.getTime() ?? 0) - (other.updatedAt?.getTime() ?? 0);
  if (later !== 0) return later > 0;
  const [own, others] = [operationalStatusOf(one), operationalStatusOf(other)];
  const worse = rankOf(own) - rankOf(others);
  if (worse !== 0) return worse > 0;
  // Nothing tells which is right: any rule does that knows no order of arrival.
  return JSON.stringify(one) > JSON.stringify(other);
}

/** What 8x8 says of numbers, each of them once: by messages or by its list. */
export class NumberReports {
  private readonly byMsisdn = new Map<string, CarrierNumber>();

  get size(): number {
    return this.byMsisdn.size;
  }

  /** Takes a report; of several of one number the newest counts, in any order. */
  add(report: CarrierNumber): void {
    const known = this.byMsisdn.get(report.msisdn);
    if (!known || outweighs(report, known)) this.byMsisdn.set(report.msisdn, report);
  }

  /** Takes all of another collection, in slices. */
  async addAll(others: NumberReports): Promise<void> {
    const slices = new Slices();
    for (const report of others.byMsisdn.values()) {
      this.add(report);
      await slices.next();
    }
  }

  /** Returns the latest time that a report gives. */
  latest(): Date | undefined {
    let latest = 0;
    for (const { updatedAt } of this.byMsisdn.values()) {
      latest = Math.max(latest, updatedAt?.getTime() ?? 0);
    }
    return latest > 0 ? new Date(latest) : undefined;
  }

  /** Yields all reports, `size` at a time. */
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

/** Returns what the list says of a number; the list is true as of now, whenever it was last changed. */
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
