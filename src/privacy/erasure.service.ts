import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { BookingTracesService } from '../booking/index.js';
import { PinGuardService } from '../callhandle/index.js';
import { type Integer, PhoneNumber, type Uuid } from '../platform/values/index.js';
import { PostgresPool } from '../platform/database/index.js';
import { EventTracesService } from '../events/index.js';
import {
  type Access,
  AuditTrail,
  NumberKeyRegistry,
  type NumberTraces,
  NumberVault,
  tracesOf,
} from '../platform/security/index.js';
import { CallTracesService } from '../status/index.js';
import { READ_CLOCK } from './erasure.sql.js';
import type { ErasureDto } from './privacy.dto.js';
import { Turnstile } from './turnstile.js';

export interface ErasureAnswer {
  id: Uuid;
  /** What was stored before it is gone. */
  erasedAt: Date;
  /** That the number was taken out of. */
  bookings: Integer;
  /** Bookings of others, in whose reference, metadata or announcement it was written. */
  mentions: Integer;
  calls: Integer;
  /** Of which 8x8 has still to report: that brings the number in again. */
  callsUnderWay: Integer;
}

/** Takes a phone number out of everything that is stored (GDPR, article 17). */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: PostgresPool,
    private readonly bookings: BookingTracesService,
    private readonly events: EventTracesService,
    private readonly calls: CallTracesService,
    private readonly guards: PinGuardService,
    private readonly vault: NumberVault,
    private readonly keys: NumberKeyRegistry,
    private readonly audit: AuditTrail,
    private readonly turnstile: Turnstile,
  ) {}

  /**
   * When it returns, nothing that was stored before it began has a trace of the number. It is done in
   * small transactions; if it dies in between, the same request does the rest. Bookings that are made
   * meanwhile are left alone.
   * A replica that lacks a key would overlook what is written under it: it refuses, also if the key
   * came into use meanwhile.
   * @throws InvalidPhoneNumberError, LiveBookingsError, ErasureUnderWayError,
   *   NumberKeysOutdatedError
   */
  async erase(
    { phoneNumber, endBookings = false }: ErasureDto,
    access: Access,
  ): Promise<ErasureAnswer> {
    const number = PhoneNumber.ofForm(phoneNumber);
    const traces = tracesOf(this.vault, number);
    return this.turnstile.pass(async () => {
      await this.keys.refuseOutdated();
      const [begun] = await this.database.run<{ at: Date; text: string }>(READ_CLOCK({}));
      const counts = await this.eraseAll(traces, begun!.text, endBookings ? access : null);
      await this.keys.refuseOutdated();
      const id = uuidv7();
      await this.record(id, counts, access);
      return { id, erasedAt: begun!.at, ...counts };
    });
  }

  private async eraseAll(traces: NumberTraces, before: string, endFor: Access | null) {
    const bookings = await this.bookings.erase(traces, before, endFor);
    const mentions = await this.bookings.eraseMentions(traces);
    await this.events.eraseMentions(traces);
    const calls = await this.calls.erase(traces);
    await this.guards.erase(traces);
    return { bookings, mentions, ...calls };
  }

  /** Without the number, and without anything that could be compared with it. */
  private record(id: string, counts: Record<string, number>, access: Access): Promise<void> {
    const act = { action: 'erasure.create', objectType: 'erasure', objectId: id, details: counts };
    return this.database.transaction((client) => this.audit.recordIn(client, act, access));
  }
}
