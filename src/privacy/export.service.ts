import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { BookingTracesService, type PhoneBooking } from '../booking/index.js';
import { decodeCursor, type Page, toPage } from '../platform/rest/index.js';
import { PhoneNumber } from '../platform/values/index.js';
import { PostgresPool } from '../platform/database/index.js';
import {
  type Access,
  AuditTrail,
  NumberKeyRegistry,
  NumberVault,
  tracesOf,
} from '../platform/security/index.js';
import { CallTracesService, type PhoneCall } from '../status/index.js';
import type { ExportDto } from './privacy.dto.js';
import { Turnstile } from './turnstile.js';

/** A booking that the phone is or was a party of. */
export interface ExportedBooking extends PhoneBooking {
  kind: 'booking';
}

/** A call of the phone, or to it. */
export interface ExportedCall extends PhoneCall {
  kind: 'call';
}

export type ExportItem = ExportedBooking | ExportedCall;

interface PlacedItem {
  position: string;
  item: ExportItem;
}

/** Tells what is stored of a phone number (GDPR, article 15), and nothing of any other. */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: PostgresPool,
    private readonly bookings: BookingTracesService,
    private readonly calls: CallTracesService,
    private readonly vault: NumberVault,
    private readonly keys: NumberKeyRegistry,
    private readonly audit: AuditTrail,
    private readonly turnstile: Turnstile,
  ) {}

  /**
   * Bookings, then calls, the newest first. That a page is shown is on record before it is.
   * @throws InvalidPhoneNumberError, InvalidCursorError, ErasureUnderWayError,
   *   NumberKeysOutdatedError
   */
  async page({ phoneNumber, limit, cursor }: ExportDto, access: Access): Promise<Page<ExportItem>> {
    const number = PhoneNumber.ofForm(phoneNumber);
    const position = decodeCursor(cursor, (text) => this.isPosition(text));
    const traces = tracesOf(this.vault, number);
    return this.turnstile.pass(async () => {
      await this.keys.refuseOutdated();
      const placed = await this.read(traces, position, limit + 1);
      const page = toPage(
        placed,
        limit,
        ({ position: place }) => place,
        ({ item }) => item,
      );
      await this.record(page.items.length, access);
      return page;
    });
  }

  private async read(
    traces: ReturnType<typeof tracesOf>,
    position: string | undefined,
    most: number,
  ): Promise<PlacedItem[]> {
    const afterBooking = afterOf('booking', position);
    const afterCall = afterOf('call', position);
    const bookings =
      afterCall === undefined ? await this.bookings.list(traces, afterBooking, most) : [];
    const room = most - bookings.length;
    const calls = room > 0 ? await this.calls.list(traces, afterCall, room) : [];
    return [
      ...bookings.map((booking): PlacedItem => ({
        position: `booking|${booking.id}`,
        item: { kind: 'booking', ...booking },
      })),
      ...calls.map(({ position: place, call }): PlacedItem => ({
        position: `call|${place}`,
        item: { kind: 'call', ...call },
      })),
    ];
  }

  private isPosition(text: string): boolean {
    const booking = afterOf('booking', text);
    const call = afterOf('call', text);
    return (
      (booking !== undefined && isUuid(booking)) ||
      (call !== undefined && this.calls.isPosition(call))
    );
  }

  private record(items: number, access: Access): Promise<void> {
    const details = { items };
    const act = { action: 'export.create', objectType: 'export', objectId: null, details };
    return this.database.transaction((client) => this.audit.recordIn(client, act, access));
  }
}

/** What follows the kind in a position of that kind. */
const afterOf = (kind: ExportItem['kind'], position: string | undefined): string | undefined =>
  position?.startsWith(`${kind}|`) ? position.slice(kind.length + 1) : undefined;
