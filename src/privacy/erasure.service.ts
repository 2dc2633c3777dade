import { Injectable } from '@nestjs/common';
import {
  AbuseReportService,
  BlockErasureService,
  BookingErasureService,
} from '../booking/index.js';
import { PinGuardService } from '../callhandle/index.js';
import { PhoneNumber, type Uuid } from '../platform/values/index.js';
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
import type { ErasureDto } from './privacy.dto.js';
import { Mutex } from './mutex.js';
import { type ErasureCounts, NOTHING_ERASED } from './progress/erasure-counts.js';
import {
  ErasureProgressService,
  type RunningErasure,
} from './progress/erasure-progress.service.js';
import { ERASURE_STEPS, type ErasureStep } from './progress/erasure-steps.js';

export interface ErasureResponse extends ErasureCounts {
  id: Uuid;
  /** Data stored before this time is erased. */
  erasedAt: Date;
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
    private readonly progress: ErasureProgressService,
  ) {}

  /**
   * Erases a phone number. When it returns, no data stored before it began contains the number. It
   * works in small transactions; if the process dies midway, repeating the request completes the
   * erasure. Bookings created in the meantime are left alone.
   *
   * Each step is recorded, so that operators see how far it is. A replica that lacks a key would miss the data written under it, so it throws. It checks again
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
      return this.progress.run(principal.actor, async (erasure) => {
        const counts = await this.eraseAll(subject, erasure, endBookings ? principal : null);
        await this.keys.assertCurrent();
        await this.record(erasure.id, counts, principal);
        return { id: erasure.id, erasedAt: erasure.begunAt, ...counts };
      });
    });
  }

  private async eraseAll(
    subject: ErasureSubject,
    erasure: RunningErasure,
    endFor: Principal | null,
  ): Promise<ErasureCounts> {
    const { before } = erasure;
    const steps: Readonly<Record<ErasureStep, () => Promise<Partial<ErasureCounts> | void>>> = {
      bookings: async () => ({ bookings: await this.bookings.erase(subject, before, endFor) }),
      blocks: async () => ({ blocks: await this.blocks.erase(subject, before) }),
      'abuse-reports': () => this.reports.erase(subject),
      mentions: async () => ({ mentions: await this.bookings.eraseMentions(subject) }),
      events: () => this.events.eraseMentions(subject),
      twilio: () => this.twilio.erase(subject),
      calls: () => this.calls.erase(subject),
      messages: () => this.messages.erase(subject, before),
      'pin-guards': () => this.guards.erase(subject),
    };
    const counts = { ...NOTHING_ERASED };
    for (const step of ERASURE_STEPS) {
      Object.assign(counts, await erasure.step(step, steps[step]));
    }
    return counts;
  }

  /** Writes the audit record, without the phone number or anything derived from it. */
  private record(id: string, counts: ErasureCounts, principal: Principal): Promise<void> {
    const details = { ...counts };
    const act = { action: 'erasure.create', objectType: 'erasure', objectId: id, details };
    return this.database.transaction(async (client) => {
      await this.progress.finish(client, id);
      await this.audit.recordIn(client, act, principal);
    });
  }
}
