import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  AbuseReportService,
  BlockErasureService,
  BookingErasureService,
} from '../booking/index.js';
import { PinGuardService } from '../callhandle/index.js';
import { type Integer, PhoneNumber, type Uuid } from '../platform/values/index.js';
import { PostgresPool } from '../platform/database/index.js';
import { MessageErasureService } from '../messaging/index.js';
import { EventErasureService } from '../events/index.js';
import {
  type Principal,
  AuditTrail,
  NumberKeyRegistry,
  type ErasureSubject,
  NumberVault,
  erasureSubjectOf,
} from '../platform/security/index.js';
import { CallErasureService } from '../status/index.js';
import { TwilioErasureService } from '../twilio-proxy/index.js';
import { READ_CLOCK } from './erasure.sql.js';
import type { ErasureDto } from './privacy.dto.js';
import { Mutex } from './mutex.js';

export interface ErasureResponse {
  id: Uuid;
  /** Data stored before this time is erased. */
  erasedAt: Date;
  /** Bookings from which the phone number was erased. */
  bookings: Integer;
  /** Blocks of the phone number, on either side. They are deleted. */
  blocks: Integer;
  /** Other bookings whose reference, metadata or announcement contained the phone number. */
  mentions: Integer;
  calls: Integer;
  /** Erased calls for which 8x8 has yet to report; such a report stores the phone number again. */
  callsUnderWay: Integer;
  /** Texts from and to the phone number. 8x8 is asked to erase them too. */
  messages: Integer;
  /** Opt-outs of the phone number. They are deleted: it may get texts again. */
  optOuts: Integer;
}

/** Erases a phone number from all stored data (GDPR, article 17). */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: PostgresPool,
    private readonly bookings: BookingErasureService,
    private readonly blocks: BlockErasureService,
    private readonly reports: AbuseReportService,
    private readonly events: EventErasureService,
    private readonly calls: CallErasureService,
    private readonly messages: MessageErasureService,
    private readonly guards: PinGuardService,
    private readonly twilio: TwilioErasureService,
    private readonly vault: NumberVault,
    private readonly keys: NumberKeyRegistry,
    private readonly audit: AuditTrail,
    private readonly mutex: Mutex,
  ) {}

  /**
   * Erases a phone number. When it returns, no data stored before it began contains the number. It
   * works in small transactions; if the process dies midway, repeating the request completes the
   * erasure. Bookings created in the meantime are left alone.
   *
   * A replica that lacks a key would miss the data written under it, so it throws. It checks again
   * at the end, in case the key came into use in the meantime.
   * @throws InvalidPhoneNumberError, LiveBookingsError, ErasureUnderWayError,
   *   NumberKeysOutdatedError
   */
  async erase(
    { phoneNumber, endBookings = false }: ErasureDto,
    principal: Principal,
  ): Promise<ErasureResponse> {
    const number = PhoneNumber.ofForm(phoneNumber);
    const subject = erasureSubjectOf(this.vault, number);
    return this.mutex.pass(async () => {
      await this.keys.assertCurrent();
      const [begun] = await this.database.run<{ at: Date; text: string }>(READ_CLOCK({}));
      const counts = await this.eraseAll(subject, begun!.text, endBookings ? principal : null);
      await this.keys.assertCurrent();
      const id = uuidv7();
      await this.record(id, counts, principal);
      return { id, erasedAt: begun!.at, ...counts };
    });
  }

  private async eraseAll(subject: ErasureSubject, before: string, endFor: Principal | null) {
    const bookings = await this.bookings.erase(subject, before, endFor);
    const blocks = await this.blocks.erase(subject, before);
    await this.reports.erase(subject);
    const mentions = await this.bookings.eraseMentions(subject);
    await this.events.eraseMentions(subject);
    await this.twilio.erase(subject);
    const calls = await this.calls.erase(subject);
    const texts = await this.messages.erase(subject, before);
    await this.guards.erase(subject);
    return { bookings, blocks, mentions, ...calls, ...texts };
  }

  /** Writes the audit record, without the phone number or anything derived from it. */
  private record(id: string, counts: Record<string, number>, principal: Principal): Promise<void> {
    const act = { action: 'erasure.create', objectType: 'erasure', objectId: id, details: counts };
    return this.database.transaction((client) => this.audit.recordIn(client, act, principal));
  }
}
