import { Injectable } from '@nestjs/common';
import {
  BookingService,
  LifecycleService,
  PartyRemovalService,
  PartyReplacementService,
  ReferenceTakenError,
  ReopeningService,
} from '../../booking/index.js';
import { ClockWatch } from '../../platform/database/index.js';
import type { Principal } from '../../platform/security/index.js';
import { TwilioProxyError } from '../http/twilio-error.js';
import type { WantedParticipant } from '../participants/participant-request.js';
import { CHANNELS_OF_MODE, requiredChannelsOf } from './session-mode.js';
import { bookingTimesOf, type SessionTimes } from './session-request.js';
import { type SessionRow, SessionRepository } from './session.repository.js';
import type { SessionMode } from './twilio-session.entity.js';
import { BEGIN_GENERATION } from './session.sql.js';

/** Attempts to join a booking that others create or cancel at the same time. */
const ATTEMPTS = 3;

const partyOf = ({ role, identifier, proxyIdentifier }: WantedParticipant) => ({
  role,
  phoneNumber: identifier,
  ...(proxyIdentifier !== undefined && { virtualNumber: proxyIdentifier }),
});

/** Keeps the booking of a session: its participants are the parties. */
@Injectable()
export class SessionBookingService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleService,
    private readonly replacement: PartyReplacementService,
    private readonly removal: PartyRemovalService,
    private readonly reopening: ReopeningService,
    private readonly clock: ClockWatch,
  ) {}

  /**
   * Creates the booking of the first one or two participants.
   * @throws the errors of BookingService.create
   */
  async create(
    session: SessionRow,
    participants: readonly WantedParticipant[],
    principal: Principal,
  ): Promise<void> {
    await this.bookings.create(
      {
        pool: session.pool_id,
        reference: session.reference,
        numberMode: 'per-party',
        parties: participants.map(partyOf),
        channels: CHANNELS_OF_MODE[session.mode],
        metadata: {},
        ...bookingTimesOf(timesOf(session), this.clock.now()),
      },
      principal,
      { requiredChannels: requiredChannelsOf(session) },
    );
  }

  /**
   * Adds a participant. The first one creates the booking. If two come first at the same time, the
   * unique reference lets one create it, and the other joins.
   * @throws TwilioProxyError, and the errors of creating a booking and of adding a party
   */
  async join(
    { pool_id: poolId, id }: SessionRow,
    participant: WantedParticipant,
    principal: Principal,
  ): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const session = await this.sessions.find(poolId, id);
      if (!session) throw new TwilioProxyError(20404);
      if (session.status === 'closed') throw new TwilioProxyError(80607);
      const { booking_id: bookingId } = session;
      if (bookingId !== null) {
        const { role, ...party } = partyOf(participant);
        const required = requiredChannelsOf(session);
        await this.replacement.put(bookingId, role, party, principal, undefined, required);
        return;
      }
      try {
        await this.create(session, [participant], principal);
        return;
      } catch (error) {
        if (!(error instanceof ReferenceTakenError)) throw error;
      }
    }
    throw new TwilioProxyError(80623);
  }

  /**
   * Removes a participant. The booking is cancelled with the last one, and the next one gets
   * another; both are decided in the same transaction.
   * @throws the errors of PartyRemovalService
   */
  async remove(
    { id, pool_id: poolId, generation }: SessionRow,
    { bookingId, role }: { bookingId: string; role: string },
    principal: Principal,
  ): Promise<void> {
    await this.removal.removeOrCancel(bookingId, role, principal, async (client) => {
      await client.query(BEGIN_GENERATION({ id, poolId, role, generation: generation + 1 }));
    });
  }

  /** @throws the errors of LifecycleService.update */
  async setTimes(bookingId: string, times: SessionTimes, principal: Principal): Promise<void> {
    const change = bookingTimesOf(times, this.clock.now());
    await this.lifecycle.update(bookingId, change, principal);
  }

  /** @throws the errors of LifecycleService.update */
  async setMode(bookingId: string, mode: SessionMode, principal: Principal): Promise<void> {
    await this.lifecycle.update(bookingId, { channels: CHANNELS_OF_MODE[mode] }, principal);
  }

  /** Closes the booking; it can be reopened. @throws the errors of LifecycleService.end */
  async close(bookingId: string, principal: Principal): Promise<void> {
    await this.lifecycle.end(bookingId, 'completed', principal);
  }

  /** Ends the booking for good. @throws the errors of LifecycleService.end */
  async cancel(bookingId: string, principal: Principal): Promise<void> {
    await this.lifecycle.end(bookingId, 'cancelled', principal);
  }

  /**
   * Makes the booking active again, on its numbers.
   * @throws VirtualNumberUnavailableError if a number is in use, and the errors of ReopeningService
   */
  async reopen(bookingId: string, times: SessionTimes, principal: Principal): Promise<void> {
    const { idleTtlSeconds: _idle, maxExpiresAt, ...end } = bookingTimesOf(times, this.clock.now());
    const request = { ...end, ...(maxExpiresAt !== null && { maxExpiresAt }) };
    await this.reopening.reopen(bookingId, request, principal, undefined, true);
  }
}

export const timesOf = ({ ttl, date_expiry: dateExpiry }: SessionRow): SessionTimes => ({
  ttl,
  dateExpiry,
});
