import { Injectable } from '@nestjs/common';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { forEachPage, type JobItems, type JobRun } from '../../platform/jobs/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { AssignmentRepository } from '../assignment/assignment.repository.js';
import { BlockKeysService } from '../blocks/block-keys.service.js';
import { BookingMoveService } from '../lifecycle/booking-move.service.js';
import { LifecycleRepository } from '../lifecycle/lifecycle.repository.js';
import type { LockedBooking } from '../lifecycle/locked-booking.js';
import type { PartyPin } from '../model/party-pin.entity.js';
import type { NamedParty } from '../routes/parties.js';
import type { Route } from '../routes/route.entity.js';
import { ROUTE_CALLEE } from '../model/encrypted-columns.js';
import {
  BEFORE_ALL,
  INSERT_BACKFILLED_ROUTES,
  PAGE,
  PAGE_OF_ROUTES,
  SELECT_LIVE_ROUTES,
  SELECT_PIN_ROWS,
} from './key-backfill.sql.js';

export interface BackfillTally {
  /** Routes, PINs and blocks that were written under the new key. */
  written: number;
  /** Routes of replaced parties. They are not backfilled and must cool down first. */
  cooling: number;
  /** Bookings and blocks that were set aside, and routes or PINs whose primary key was taken. */
  unreadable: number;
}

interface PageRow {
  booking_id: string;
  pool_id: string;
  needs_backfill: boolean;
}

type RouteRow = RowOf<
  Route,
  'virtualNumberId' | 'callerIndex' | 'callerRole' | 'calleeCiphertext'
> & {
  /** Null if the callee was erased: then the key of the route is unknown. */
  key_id: number | null;
};

type PinRow = RowOf<PartyPin, 'virtualNumberId' | 'pinIndex' | 'role'>;

/**
 * Backfills dual-keyed routes. During a key rotation every route and PIN exists once per active
 * key. New rows are written that way; this service adds the missing rows of existing bookings.
 */
@Injectable()
export class KeyBackfillService {
  constructor(
    private readonly database: PostgresPool,
    private readonly lifecycle: LifecycleRepository,
    private readonly assignments: AssignmentRepository,
    private readonly move: BookingMoveService,
    private readonly blocks: BlockKeysService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Writes, under the new key, the missing copy of every block, and of every route that still
   * reserves its virtual number. Safe to stop at any point and to run concurrently. A booking that cannot be backfilled
   * is set aside.
   * @returns undefined if it was stopped before the end
   */
  async fill(keyId: number, run: JobRun, items: JobItems): Promise<BackfillTally | undefined> {
    const tally: BackfillTally = { written: 0, cooling: 0, unreadable: 0 };
    const { currentKeyId } = this.vault;
    const isDone = await forEachPage(run, BEFORE_ALL, async (last) => {
      const page = await this.database.run<PageRow>(
        PAGE_OF_ROUTES({ afterBookingId: last, currentKeyId, keyId, limit: PAGE }),
      );
      for (const { pool_id: poolId, booking_id: id, needs_backfill: needsBackfill } of page) {
        if (!needsBackfill) continue;
        if (!(await run.shouldContinue())) break;
        addTo(tally, await this.fillOne({ poolId, id }, keyId, items));
      }
      return page.at(-1)?.booking_id;
    });
    const isFilled = isDone && (await this.blocks.fill(keyId, run, items, tally));
    return isFilled ? tally : undefined;
  }

  private async fillOne(
    key: { poolId: string; id: string },
    keyId: number,
    items: JobItems,
  ): Promise<BackfillTally> {
    const setAside = { written: 0, cooling: 0, unreadable: 1 };
    if (items.isWaiting('booking', key.id)) return setAside;
    const filled = await items.attempt('booking', key.id, () =>
      this.lifecycle.lock(key, (booking) => this.fillLocked(booking, keyId)),
    );
    if (filled) return filled;
    return items.isWaiting('booking', key.id) ? setAside : { ...setAside, unreadable: 0 };
  }

  private async fillLocked(booking: LockedBooking, keyId: number): Promise<BackfillTally> {
    const tally: BackfillTally = { written: 0, cooling: 0, unreadable: 0 };
    const { client, poolId, row } = booking;
    const key = { poolId, bookingId: row.id };
    const parties = await this.move.partiesOf(booking);
    const routes = await client.query<RouteRow>(SELECT_LIVE_ROUTES(key));
    const taken = new Set(routes.rows.map(nameOf));
    const copies = routes.rows
      .filter(({ key_id: of }) => of === null || of === this.vault.currentKeyId)
      .flatMap((route) => {
        const caller = parties
          .flatMap(({ phones }) => phones)
          .find(({ indexes }) => indexes.some((index) => index.equals(route.caller_index)));
        if (!caller) {
          tally.cooling += 1;
          return [];
        }
        const callerIndex = this.vault.indexOf(caller.number, keyId);
        if (taken.has(nameOf({ ...route, caller_index: callerIndex }))) return [];
        return [this.copyOf(poolId, row.id, route, callerIndex, keyId)];
      });
    if (copies.length > 0) {
      const { rowCount } = await client.query(INSERT_BACKFILLED_ROUTES({ ...key, input: copies }));
      const written = rowCount ?? 0;
      tally.written += written;
      tally.unreadable += copies.length - written;
    }
    await this.fillPins(booking, parties, keyId, tally);
    return tally;
  }

  private copyOf(
    poolId: string,
    bookingId: string,
    route: RouteRow,
    callerIndex: Buffer,
    keyId: number,
  ) {
    const { virtual_number_id: virtualNumberId, caller_index: originalCallerIndex } = route;
    const copy = { virtualNumberId, originalCallerIndex, callerIndex };
    // A route with an erased callee still reserves the virtual number for its caller.
    if (!route.callee_ciphertext) return copy;
    const known = { poolId, bookingId, virtualNumberId, callerIndex: originalCallerIndex };
    const callee = ROUTE_CALLEE.decrypt(this.vault, route.callee_ciphertext, known);
    return {
      ...copy,
      calleeIndex: this.vault.indexOf(callee, keyId),
      calleeCiphertext: ROUTE_CALLEE.encrypt(this.vault, callee, { ...known, callerIndex }, keyId),
    };
  }

  /** Backfills PINs: each has one row under the current key and one under the new key. */
  private async fillPins(
    booking: LockedBooking,
    parties: readonly NamedParty[],
    keyId: number,
    tally: BackfillTally,
  ): Promise<void> {
    const { client, poolId, row } = booking;
    const { rows } = await client.query<PinRow>(SELECT_PIN_ROWS({ poolId, bookingId: row.id }));
    if (rows.length === 0) return;
    for (const party of parties) {
      const pinFor = await this.move.pinOf(booking, party);
      for (const virtualNumberId of new Set(rows.map((pin) => pin.virtual_number_id))) {
        const here = { poolId, bookingId: row.id, virtualNumberId };
        const [own, copy] = pinFor({ ...here, writtenKeys: [this.vault.currentKeyId, keyId] });
        const has = (index: Buffer | undefined): boolean =>
          index !== undefined && rows.some(({ pin_index: known }) => known.equals(index));
        if (!copy || !has(own?.index) || has(copy.index)) continue;
        const owner = { ...here, writtenKeys: [keyId] };
        const inserted = await this.assignments.insertPins(client, owner, [copy]);
        if (inserted === 1) tally.written += 1;
        else tally.unreadable += 1;
      }
    }
  }
}

const nameOf = ({
  virtual_number_id: numberId,
  caller_index: callerIndex,
}: Pick<RouteRow, 'virtual_number_id' | 'caller_index'>): string =>
  `${numberId} ${callerIndex.toString('hex')}`;

function addTo(total: BackfillTally, { written, cooling, unreadable }: BackfillTally): void {
  total.written += written;
  total.cooling += cooling;
  total.unreadable += unreadable;
}
