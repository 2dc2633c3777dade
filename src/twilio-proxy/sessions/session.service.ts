import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PARTY_NUMBER } from '../../booking/index.js';
import { ClockWatch } from '../../platform/database/index.js';
import { NumberVault, type Principal } from '../../platform/security/index.js';
import type { FormReader } from '../http/form.js';
import type { PageRequest } from '../http/list.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import {
  ParticipantRepository,
  type ParticipantRow,
} from '../participants/participant.repository.js';
import type { ServiceRow } from '../services/service.repository.js';
import { uuidOf } from '../sid.js';
import { SessionBookingService, timesOf } from './session-booking.service.js';
import {
  readSession,
  readSessionChange,
  type SessionTimes,
  type WantedSession,
} from './session-request.js';
import { requiredChannelsOf } from './session-mode.js';
import { type SessionRow, SessionRepository } from './session.repository.js';
import type { SessionMode } from './twilio-session.entity.js';

/** Manages sessions. */
@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly bookings: SessionBookingService,
    private readonly participants: ParticipantRepository,
    private readonly vault: NumberVault,
    private readonly clock: ClockWatch,
  ) {}

  /**
   * Creates a session, with participants if the request has them. Repeating a request with the same
   * unique name and content returns the same session, as long as it is not closed: the SDK repeats
   * requests whose response was lost.
   * @throws TwilioProxyError, and the errors of creating a booking
   */
  async create(service: ServiceRow, form: FormReader, principal: Principal): Promise<SessionRow> {
    const poolId = service.pool_id;
    const wanted = readSession(form, service.default_ttl, this.clock.now());
    assertTextsPossible(wanted.mode, service);
    const id = uuidv7();
    if (!(await this.sessions.insert({ ...wanted, id, poolId }))) {
      return this.existing(poolId, wanted);
    }
    const session = await this.required(poolId, id);
    if (wanted.participants.length === 0) return session;
    try {
      await this.bookings.create(session, wanted.participants, principal);
    } catch (error) {
      // One that cannot be deleted now stays without participants until it ends.
      await this.sessions.delete(session).catch(() => undefined);
      throw error;
    }
    return this.required(poolId, id);
  }

  list(poolId: string, page: PageRequest): Promise<SessionRow[]> {
    return this.sessions.list(poolId, page);
  }

  /**
   * Finds a session by its SID or its unique name, which may be the SID of an imported session at
   * Twilio.
   * @throws TwilioProxyError
   */
  async find(poolId: string, sidOrName: string): Promise<SessionRow> {
    const id = uuidOf('KC', sidOrName);
    const session =
      (id === undefined ? undefined : await this.sessions.find(poolId, id)) ??
      (await this.sessions.findByName(poolId, sidOrName));
    if (!session) throw new TwilioProxyError(id === undefined ? 80308 : 20404);
    return session;
  }

  /** @throws TwilioProxyError, and the errors of changing, ending or reopening a booking */
  async update(session: SessionRow, form: FormReader, principal: Principal): Promise<SessionRow> {
    const before = timesOf(session);
    const change = readSessionChange(form, before, this.clock.now());
    const { status = session.status, times, mode = session.mode } = change;
    const isClosed = session.status === 'closed';
    if (isClosed && status === 'in-progress') {
      await this.reopen(session, times ?? before, principal);
    } else if (status !== session.status && status !== 'closed') {
      throw new TwilioProxyError(80608);
    }
    const staysClosed = isClosed && status === 'closed';
    if (times) await this.setTimes(session, times, staysClosed, principal);
    if (mode !== session.mode) await this.setMode(session, mode, staysClosed, principal);
    if (!isClosed && status === 'closed') await this.close(session, principal);
    return this.required(session.pool_id, session.id);
  }

  /** Deletes a session; its calls end with it. @throws the errors of ending a booking */
  async delete(session: SessionRow, principal: Principal): Promise<void> {
    if (session.booking_id !== null && session.status !== 'closed') {
      await this.bookings.cancel(session.booking_id, principal);
    }
    await this.sessions.delete(session);
  }

  private async setTimes(
    session: SessionRow,
    times: SessionTimes,
    staysClosed: boolean,
    principal: Principal,
  ): Promise<void> {
    if (staysClosed) throw new TwilioProxyError(80607);
    if (session.booking_id !== null) {
      await this.bookings.setTimes(session.booking_id, times, principal);
    }
    await this.sessions.setTimes(session, times);
  }

  private async setMode(
    session: SessionRow,
    mode: SessionMode,
    staysClosed: boolean,
    principal: Principal,
  ): Promise<void> {
    if (staysClosed) throw new TwilioProxyError(80607);
    assertTextsPossible(mode, session);
    const required = requiredChannelsOf({ ...session, mode });
    for (const participant of await this.participants.list(session)) {
      if (required.includes('voice') && !participant.can_voice) throw new TwilioProxyError(80201);
      if (required.includes('sms') && !participant.can_sms) throw new TwilioProxyError(80202);
    }
    if (session.booking_id !== null) {
      await this.bookings.setMode(session.booking_id, mode, principal);
    }
    await this.sessions.setMode(session, mode);
  }

  private async close(session: SessionRow, principal: Principal): Promise<void> {
    if (session.booking_id !== null) await this.bookings.close(session.booking_id, principal);
    await this.sessions.close(session);
  }

  private async reopen(session: SessionRow, times: SessionTimes, principal: Principal) {
    if (session.booking_status === 'cancelled') throw new TwilioProxyError(80608);
    if (session.booking_id !== null) {
      await this.bookings.reopen(session.booking_id, times, principal);
    }
    await this.sessions.reopen(session);
  }

  /** @throws TwilioProxyError unless the session with the unique name has the same content */
  private async existing(poolId: string, wanted: WantedSession): Promise<SessionRow> {
    const session = await this.sessions.findByName(poolId, wanted.uniqueName!);
    const isSame =
      session !== undefined &&
      session.status !== 'closed' &&
      session.mode === wanted.mode &&
      session.ttl === wanted.ttl &&
      session.date_expiry?.getTime() === wanted.dateExpiry?.getTime() &&
      this.haveSame(await this.participants.list(session), wanted);
    if (!isSame) throw new TwilioProxyError(80603);
    return session;
  }

  private haveSame(rows: readonly ParticipantRow[], { participants }: WantedSession): boolean {
    const of = (identifier: string, friendlyName: string | null): string =>
      JSON.stringify([identifier, friendlyName]);
    const present = rows.map(({ number_ciphertext: encrypted, friendly_name: name, ...row }) => {
      const key = { poolId: row.pool_id, bookingId: row.booking_id, role: row.role };
      return of(encrypted ? PARTY_NUMBER.decrypt(this.vault, encrypted, key).e164 : '', name);
    });
    const wanted = participants.map(({ identifier, friendlyName }) => of(identifier, friendlyName));
    return present.length === wanted.length && wanted.every((each) => present.includes(each));
  }

  private async required(poolId: string, id: string): Promise<SessionRow> {
    const session = await this.sessions.find(poolId, id);
    if (!session) throw new TwilioProxyError(20404);
    return session;
  }
}

/** Calls would connect in a session for messages only. @throws TwilioProxyError */
function assertTextsPossible(mode: SessionMode, { has_texts: hasTexts }: { has_texts: boolean }) {
  if (mode === 'message-only' && !hasTexts) throw new TwilioProxyError(80202);
}
