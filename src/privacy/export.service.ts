import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import {
  BlockErasureService,
  BookingErasureService,
  type PhoneBlock,
  type PhoneBooking,
} from '../booking/index.js';
import { decodeCursor, type Page, toPage } from '../platform/rest/index.js';
import { PhoneNumber } from '../platform/values/index.js';
import { PostgresPool } from '../platform/database/index.js';
import {
  type Principal,
  AuditTrail,
  NumberKeyRegistry,
  NumberVault,
  erasureSubjectOf,
} from '../platform/security/index.js';
import { CallErasureService, type PhoneCall } from '../status/index.js';
import type { ExportDto } from './privacy.dto.js';
import { Mutex } from './mutex.js';

/** A block of the phone number, on either side. */
export interface ExportedBlock extends PhoneBlock {
  kind: 'block';
}

/** A booking that the phone number is or was a party of. */
export interface ExportedBooking extends PhoneBooking {
  kind: 'booking';
}

/** A call from or to the phone number. */
export interface ExportedCall extends PhoneCall {
  kind: 'call';
}

export type ExportItem = ExportedBlock | ExportedBooking | ExportedCall;

interface PositionedItem {
  position: string;
  item: ExportItem;
}

/**
 * Exports the stored data of a phone number (GDPR, article 15), without data of any other number.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: PostgresPool,
    private readonly blocks: BlockErasureService,
    private readonly bookings: BookingErasureService,
    private readonly calls: CallErasureService,
    private readonly vault: NumberVault,
    private readonly keys: NumberKeyRegistry,
    private readonly audit: AuditTrail,
    private readonly mutex: Mutex,
  ) {}

  /**
   * Returns a page of blocks, then bookings, then calls, newest first. Writes an audit record before it returns
   * the page.
   * @throws InvalidPhoneNumberError, InvalidCursorError, ErasureUnderWayError,
   *   NumberKeysOutdatedError
   */
  async page(
    { phoneNumber, limit, cursor }: ExportDto,
    principal: Principal,
  ): Promise<Page<ExportItem>> {
    const number = PhoneNumber.ofForm(phoneNumber);
    const position = decodeCursor(cursor, (text) => this.isPosition(text));
    const subject = erasureSubjectOf(this.vault, number);
    return this.mutex.pass(async () => {
      await this.keys.assertCurrent();
      const placed = await this.read(subject, position, limit + 1);
      const page = toPage(
        placed,
        limit,
        ({ position: place }) => place,
        ({ item }) => item,
      );
      await this.record(page.items.length, principal);
      return page;
    });
  }

  private async read(
    subject: ReturnType<typeof erasureSubjectOf>,
    position: string | undefined,
    most: number,
  ): Promise<PositionedItem[]> {
    const afterBlock = afterOf('block', position);
    const afterBooking = afterOf('booking', position);
    const afterCall = afterOf('call', position);
    const isBeforeBookings = afterBooking === undefined && afterCall === undefined;
    const blocks = isBeforeBookings ? await this.blocks.list(subject, afterBlock, most) : [];
    let room = most - blocks.length;
    const bookings =
      afterCall === undefined && room > 0
        ? await this.bookings.list(subject, afterBooking, room)
        : [];
    room -= bookings.length;
    const calls = room > 0 ? await this.calls.list(subject, afterCall, room) : [];
    return [
      ...blocks.map((block): PositionedItem => ({
        position: `block|${block.id}`,
        item: { kind: 'block', ...block },
      })),
      ...bookings.map((booking): PositionedItem => ({
        position: `booking|${booking.id}`,
        item: { kind: 'booking', ...booking },
      })),
      ...calls.map(({ position: place, call }): PositionedItem => ({
        position: `call|${place}`,
        item: { kind: 'call', ...call },
      })),
    ];
  }

  private isPosition(text: string): boolean {
    const block = afterOf('block', text);
    const booking = afterOf('booking', text);
    const call = afterOf('call', text);
    return (
      (block !== undefined && isUuid(block)) ||
      (booking !== undefined && isUuid(booking)) ||
      (call !== undefined && this.calls.isPosition(call))
    );
  }

  private record(items: number, principal: Principal): Promise<void> {
    const details = { items };
    const act = { action: 'export.create', objectType: 'export', objectId: null, details };
    return this.database.transaction((client) => this.audit.recordIn(client, act, principal));
  }
}

/** Returns the rest of a position after its kind; undefined if the position has another kind. */
const afterOf = (kind: ExportItem['kind'], position: string | undefined): string | undefined =>
  position?.startsWith(`${kind}|`) ? position.slice(kind.length + 1) : undefined;
