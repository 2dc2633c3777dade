import { Injectable } from '@nestjs/common';
import type { NumberReports } from './number-report.js';
import type { ReportSource } from './number-update.service.js';

/** A message of many numbers. */
export interface LargeUpdate {
  reports: NumberReports;
  source: ReportSource;
}

interface Waiting {
  update: LargeUpdate;
  /** Settles when all that is merged into it is there. */
  merged: Promise<void>;
  stored: Promise<void>;
}

/**
 * Lets one large message of a sub-account be stored at a time: 8x8 may send a snapshot again while it
 * waits for the answer, and each holds much memory. Snapshots that wait are merged, number by number, and
 * each is answered when that is stored. Within this process only: between replicas rows decide.
 */
@Injectable()
export class NumberUpdateQueue {
  private readonly last = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, Waiting>();

  /** @param store stores an update; @returns when the update is stored, with or without others */
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

/** Numbers that neither of two complete lists has are missing in both, as of the earlier one. */
async function merge(into: LargeUpdate, { reports, source }: LargeUpdate): Promise<void> {
  await into.reports.addAll(reports);
  if (Date.parse(source.asOf) < Date.parse(into.source.asOf)) into.source.asOf = source.asOf;
}
