import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import {
  BlockErasureService,
  BookingErasureService,
  type PhoneBlock,
  type PhoneBooking,
} from '../booking/index.js';
import { MessageErasureService, type PhoneMessage, type PhoneOptOut } from '../messaging/index.js';
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

/** A text from or to the phone number. */
export interface ExportedMessage extends PhoneMessage {
  kind: 'message';
}

/** What the owner of the phone number said about texts from a virtual number. */
export interface ExportedOptOut extends PhoneOptOut {
  kind: 'opt-out';
}

export type ExportItem =
  ExportedBlock | ExportedBooking | ExportedCall | ExportedMessage | ExportedOptOut;

interface PositionedItem {
  position: string;
  item: ExportItem;
}

/** Lists the items of a kind after a position. */
interface Reader {
  kind: ExportItem['kind'];
  list(after: string | undefined, limit: number): Promise<PositionedItem[]>;
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
    private readonly messages: MessageErasureService,
    private readonly vault: NumberVault,
    private readonly keys: NumberKeyRegistry,
    private readonly audit: AuditTrail,
    private readonly mutex: Mutex,
  ) {}

  /**
   * Returns a page of blocks, then bookings, calls, texts and opt-outs, newest first. Writes an audit
   * record before it returns the page.
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

  /** Reads the kinds in their order, from the position on, until the page is full. */
  private async read(
    subject: ReturnType<typeof erasureSubjectOf>,
    position: string | undefined,
    most: number,
  ): Promise<PositionedItem[]> {
    const readers = this.readers(subject);
    const begun =
      position === undefined ? 0 : readers.findIndex(({ kind }) => isOf(kind, position));
    const items: PositionedItem[] = [];
    for (const reader of readers.slice(begun)) {
      if (items.length >= most) break;
      const after = afterOf(reader.kind, position);
      items.push(...(await reader.list(after, most - items.length)));
    }
    return items;
  }

  private readers(subject: ReturnType<typeof erasureSubjectOf>): readonly Reader[] {
    return [
      {
        kind: 'block',
        list: async (after, limit) =>
          (await this.blocks.list(subject, after, limit)).map((block) => ({
            position: `block|${block.id}`,
            item: { kind: 'block', ...block },
          })),
      },
      {
        kind: 'booking',
        list: async (after, limit) =>
          (await this.bookings.list(subject, after, limit)).map((booking) => ({
            position: `booking|${booking.id}`,
            item: { kind: 'booking', ...booking },
          })),
      },
      {
        kind: 'call',
        list: async (after, limit) =>
          (await this.calls.list(subject, after, limit)).map(({ position, call }) => ({
            position: `call|${position}`,
            item: { kind: 'call', ...call },
          })),
      },
      {
        kind: 'message',
        list: async (after, limit) =>
          (await this.messages.listMessages(subject, after, limit)).map(
            ({ position, message }) => ({
              position: `message|${position}`,
              item: { kind: 'message', ...message },
            }),
          ),
      },
      {
        kind: 'opt-out',
        list: async (after, limit) =>
          (await this.messages.listOptOuts(subject, after, limit)).map((optOut) => ({
            position: `opt-out|${optOut.id}`,
            item: { kind: 'opt-out', ...optOut },
          })),
      },
    ];
  }

  private isPosition(text: string): boolean {
    const call = afterOf('call', text);
    const message = afterOf('message', text);
    const uuid = afterOf('block', text) ?? afterOf('booking', text) ?? afterOf('opt-out', text);
    return (
      (uuid !== undefined && isUuid(uuid)) ||
      (call !== undefined && this.calls.isPosition(call)) ||
      (message !== undefined && this.messages.isPosition(message))
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
  position !== undefined && isOf(kind, position) ? position.slice(kind.length + 1) : undefined;

const isOf = (kind: ExportItem['kind'], position: string): boolean =>
  position.startsWith(`${kind}|`);
