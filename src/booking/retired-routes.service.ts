import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../database/index.js';
import type { JobRun } from '../jobs/index.js';
import { NumberVault, SealBrokenError } from '../security/index.js';
import { pinIndexOf } from './pins.js';
import { pinPlace } from './places.js';
import {
  BEFORE_ALL,
  DELETE_PIN_ROWS,
  DELETE_TWINS,
  PAGE,
  PAGE_OF_PINS,
} from './route-twins.sql.js';

export interface DropTally {
  deleted: number;
  /** PINs that do not open, so that nobody knows whose key they have. */
  unreadable: number;
}

interface PinRow {
  pool_id: string;
  booking_id: string;
  role: string;
  virtual_number_id: number;
  pin_index: Buffer;
  pin_ciphertext: Buffer | null;
}

/** Takes away routes and PINs of keys under which no more are written. */
@Injectable()
export class RetiredRoutesService {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
  ) {}

  /** It may be stopped anywhere, and run twice at once. @returns undefined if it was stopped */
  async drop(keyIds: readonly number[], run: JobRun): Promise<DropTally | undefined> {
    const tally: DropTally = { deleted: 0, unreadable: 0 };
    const isDone =
      (await inPages(run, (last) => this.dropRoutes(last, keyIds, tally))) &&
      (await inPages(run, (last) => this.dropPins(last, keyIds, tally)));
    return isDone ? tally : undefined;
  }

  private async dropRoutes(
    last: string,
    keyIds: readonly number[],
    tally: DropTally,
  ): Promise<string | undefined> {
    const values = [last, keyIds, PAGE];
    const [page] = await this.database.run<{ last: string; deleted: number }>(DELETE_TWINS, values);
    tally.deleted += page?.deleted ?? 0;
    return page?.last;
  }

  private async dropPins(
    last: string,
    keyIds: readonly number[],
    tally: DropTally,
  ): Promise<string | undefined> {
    const page = await this.database.run<PinRow>(PAGE_OF_PINS, [last, PAGE]);
    const gone = page.filter((row) => this.isPinOf(keyIds, row, tally));
    if (gone.length > 0) {
      const deleted = await this.database.run(DELETE_PIN_ROWS, [
        gone.map((row) => row.pin_index),
        gone.map((row) => row.virtual_number_id),
        gone.map((row) => row.pool_id),
      ]);
      tally.deleted += deleted.length;
    }
    return page.at(-1)?.booking_id;
  }

  private isPinOf(keyIds: readonly number[], row: PinRow, tally: DropTally): boolean {
    const { pool_id: poolId, booking_id: bookingId, role, pin_ciphertext: sealed } = row;
    if (!sealed) return false;
    try {
      const pin = this.vault.openText(sealed, pinPlace(poolId, bookingId, role));
      return keyIds.some((id) =>
        row.pin_index.equals(pinIndexOf(this.vault, row.virtual_number_id, pin, id)),
      );
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
      tally.unreadable += 1;
      return false;
    }
  }
}

/** @param handle a page after the booking; says which its last one was. @returns false if stopped */
async function inPages(
  run: JobRun,
  handle: (last: string) => Promise<string | undefined>,
): Promise<boolean> {
  for (let last: string | undefined = BEFORE_ALL; last !== undefined; last = await handle(last)) {
    if (!(await run.mayGoOn())) return false;
  }
  return true;
}
