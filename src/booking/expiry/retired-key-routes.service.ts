import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import {
  forEachPage,
  isItemFailure,
  type JobItems,
  type JobRun,
} from '../../platform/jobs/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { BlockKeysService } from '../blocks/block-keys.service.js';
import { pinIndexOf } from '../routes/pins.js';
import { PARTY_PIN } from '../model/encrypted-columns.js';
import type { Party } from '../model/party.entity.js';
import type { PartyPin } from '../model/party-pin.entity.js';
import {
  BEFORE_ALL,
  BOOKINGS_OF_ROUTES,
  DELETE_PIN_ROWS,
  DELETE_BACKFILLED_ROUTES,
  DELETE_BACKFILLED_ROUTES_OF,
  PAGE,
  PAGE_OF_PINS,
} from '../key-backfill/key-backfill.sql.js';

export interface DropTally {
  deleted: number;
  /** Bookings and PINs that were set aside. They prevent the key from being retired. */
  unreadable: number;
}

type PinRow = RowOf<PartyPin, 'poolId' | 'bookingId' | 'role' | 'virtualNumberId' | 'pinIndex'> &
  RowOf<Party, 'pinCiphertext'>;

interface Drop {
  keyIds: readonly number[];
  run: JobRun;
  items: JobItems;
  tally: DropTally;
}

/**
 * Deletes routes, PINs and blocks of keys that are being retired, under which no new ones are
 * written.
 */
@Injectable()
export class RetiredKeyRoutesService {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
    private readonly blocks: BlockKeysService,
  ) {}

  /**
   * Deletes all routes, PINs and blocks of the keys. Safe to stop at any point and to run concurrently.
   * @returns undefined if it was stopped before the end
   */
  async drop(
    keyIds: readonly number[],
    run: JobRun,
    items: JobItems,
  ): Promise<DropTally | undefined> {
    const to: Drop = { keyIds, run, items, tally: { deleted: 0, unreadable: 0 } };
    const isDone =
      (await forEachPage(run, BEFORE_ALL, (last) => this.dropRoutes(last, to))) &&
      (await forEachPage(run, BEFORE_ALL, (last) => this.dropPins(last, to))) &&
      (await this.blocks.drop(keyIds, run, to.tally));
    return isDone ? to.tally : undefined;
  }

  private async dropRoutes(last: string, to: Drop): Promise<string | undefined> {
    try {
      const [page] = await this.database.run<{ last: string; deleted: number }>(
        DELETE_BACKFILLED_ROUTES({ afterBookingId: last, keyIds: to.keyIds, limit: PAGE }),
      );
      to.tally.deleted += page?.deleted ?? 0;
      return page?.last;
    } catch (error) {
      if (!isItemFailure(error)) throw error;
      return this.dropRoutesByBooking(last, to);
    }
  }

  private async dropRoutesByBooking(
    last: string,
    { keyIds, run, items, tally }: Drop,
  ): Promise<string | undefined> {
    const page = await this.database.run<{ booking_id: string }>(
      BOOKINGS_OF_ROUTES({ afterBookingId: last, limit: PAGE }),
    );
    const ids = page.map(({ booking_id: id }) => id);
    const isWaiting = (id: string): boolean => items.isWaiting('routes', id);
    const tried = ids.filter((id) => !isWaiting(id));
    tally.deleted += await items.attemptAll(run, 'routes', tried, async (some) => {
      return (await this.database.run(DELETE_BACKFILLED_ROUTES_OF({ bookingIds: some, keyIds })))
        .length;
    });
    tally.unreadable += ids.filter(isWaiting).length;
    return ids.at(-1);
  }

  private async dropPins(last: string, to: Drop): Promise<string | undefined> {
    const { run, items, tally } = to;
    const page = await this.database.run<PinRow>(
      PAGE_OF_PINS({ afterBookingId: last, limit: PAGE }),
    );
    const gone: PinRow[] = [];
    for (const row of page) if (await this.isPinOf(row, to)) gone.push(row);
    const ids = [...new Set(gone.map(({ booking_id: id }) => id))];
    tally.deleted += await items.attemptAll(run, 'pins', ids, (some) =>
      this.deletePins(gone.filter(({ booking_id: id }) => some.includes(id))),
    );
    tally.unreadable += ids.filter((id) => items.isWaiting('pins', id)).length;
    return page.at(-1)?.booking_id;
  }

  private async deletePins(gone: readonly PinRow[]): Promise<number> {
    const pins = gone.map((row) => ({
      pinIndex: row.pin_index,
      virtualNumberId: row.virtual_number_id,
      poolId: row.pool_id,
    }));
    return (await this.database.run(DELETE_PIN_ROWS({ pins }))).length;
  }

  /**
   * Whether the PIN is indexed under one of the keys. Sets aside a PIN that cannot be decrypted,
   * because its key is unknown.
   */
  private async isPinOf(row: PinRow, { keyIds, items, tally }: Drop): Promise<boolean> {
    const { pool_id: poolId, booking_id: bookingId, role, pin_ciphertext: encrypted } = row;
    if (!encrypted) return false;
    try {
      const pin = PARTY_PIN.decrypt(this.vault, encrypted, { poolId, bookingId, role });
      return keyIds.some((id) =>
        row.pin_index.equals(pinIndexOf(this.vault, row.virtual_number_id, pin, id)),
      );
    } catch (error) {
      await items.putAside('pins', bookingId, error);
      tally.unreadable += 1;
      return false;
    }
  }
}
