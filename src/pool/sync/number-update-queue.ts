import { Injectable } from '@nestjs/common';
import type { NumberReports } from './number-report.js';
import type { ReportSource } from './number-update.service.js';

/** A message with many numbers. */
export interface LargeUpdate {
  reports: NumberReports;
  source: ReportSource;
}

interface Waiting {
  update: LargeUpdate;
  /** Settles when all merges into the update are done. */
  merged: Promise<void>;
  stored: Promise<void>;
}

/**
 * Stores one large message of a sub-account at a time, because 8x8 may repeat a snapshot while it
 * waits for the response, and each uses much memory. Waiting snapshots are merged number by number,
 * and all of them are answered when the merged one is stored. The queue covers this process only;
 * between replicas the rows decide.
 */
@Injectable()
export class NumberUpdateQueue {
  private readonly last = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, Waiting>();

  /**
   * Queues an update.
   * @param store stores an update
   * @returns a promise that settles when the update is stored, possibly merged with others
   */
  add(update: LargeUpdate, store: (update: LargeUpdate) => Promise<unknown>): Promise<void> {
    const key = update.source.subAccountId;
    const open = this.waiting.get(key);
    if (open && update.source.isComplete) {
      open.merged = open.merged.then(() => merge(open.update, update));
      return open.stored;
    }
    const waiting: Waiting = { update, merged: Promise.resolve(), stored: Promise.resolve() };
    const before = this.last.get(key) ?? Promise.resolve();
    waiting.stored = before.then(async () => {
      if (this.waiting.get(key) === waiting) this.waiting.delete(key);
      await waiting.merged;
      await store(update);
    });
    const settled = waiting.stored
      .catch(() => undefined)
      .then(() => {
        if (this.last.get(key) === settled) this.last.delete(key);
      });
    if (this.last.has(key) && update.source.isComplete) this.waiting.set(key, waiting);
    this.last.set(key, settled);
    return waiting.stored;
  }
}

/**
 * Merges a complete list into another. Numbers that neither contains are missing as of the earlier
 * list.
 */
async function merge(into: LargeUpdate, { reports, source }: LargeUpdate): Promise<void> {
  await into.reports.addAll(reports);
  if (Date.parse(source.asOf) < Date.parse(into.source.asOf)) into.source.asOf = source.asOf;
}
