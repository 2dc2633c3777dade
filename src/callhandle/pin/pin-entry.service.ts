import { Injectable, Logger } from '@nestjs/common';
import { PIN_DIGITS, pinIndexOf, RouteMismatchError, RouteOpener } from '../../booking/index.js';
import { describeError } from '../../platform/errors/index.js';
import { callingCodeOf, PhoneNumber } from '../../platform/values/index.js';
import type { CallEvent } from '../../eightxeight/index.js';
import { NumberVault } from '../../platform/security/index.js';
import type {
  Connection,
  PinQuestion,
  Refusal,
  RefusedCall,
  RoutingDecision,
} from '../decision/call-decision.js';
import type { HookVerdict } from '../decision-hook/asking/decision-hooks.service.js';
import type { CallToAsk } from '../decision-hook/asking/hook-question.js';
import { PIN_TRIES, pinActionId } from './pin-action.js';
import {
  type LockedSession,
  PinEntryRepository,
  type PinFailures,
  type PinPartyRow,
} from './pin-entry.repository.js';

/**
 * Wrong PINs of one caller in an hour, after which every PIN is refused. Callers who withhold their
 * number share one count. A low limit for the pool would let anyone lock all of them out; no limit
 * would let one of them try all of the pool's numbers.
 */
const MAX_AT_NUMBER = 6;
const MAX_IN_POOL = 20;
const MAX_WITHHELD_IN_POOL = 200;
/**
 * Wrong PINs of all callers at one number in an hour. Caller ids can be spoofed, and each spoofed
 * one has six tries. With 100 million possible PINs and 2,000 PINs on a number (1,000
 * bookings), 100 tries an hour hit one in 500 hours. Mistyped PINs stay far below the limit. Once it is reached,
 * unknown callers cannot enter PINs on that number until the hour is over; calls from the parties'
 * own phones still work.
 */
const MAX_OF_ALL_AT_NUMBER = 100;

/** The PIN is right, but nothing is recorded before the pool's decision hook has been asked. */
export interface AwaitsHook {
  decision: 'awaits-hook';
  question: Omit<CallToAsk, 'caller'>;
}

/** Decides calls in which an unknown caller enters a PIN. */
@Injectable()
export class PinEntryService {
  private readonly logger = new Logger(PinEntryService.name);

  constructor(
    private readonly entries: PinEntryRepository,
    private readonly routes: RouteOpener,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Connects the caller if the PIN is right, asks again, or refuses. The decision is recorded
   * before this returns. A repeated message gets the same response and does not count as another
   * try.
   * @param attemptId identifies this decision
   * @param verdict of the pool's decision hook, once it has been asked
   * @throws the database's error; the call is not connected then
   */
  decide(
    event: CallEvent,
    attempt: number,
    attemptId: string,
    verdict?: HookVerdict,
  ): Promise<RoutingDecision | AwaitsHook> {
    const { sessionId, virtualNumber: msisdn, subAccountId, party: caller } = event;
    const callingCode = caller && callingCodeOf(caller);
    const call = { sessionId, msisdn, subAccountId, callingCode };
    return this.entries.lock(call, async (session) => {
      if (!session || !this.isSameCaller(event, session))
        return refusalOf(session, 'unexpected-action');
      const { decision, pin_tries: tries } = session.row;
      const entered = `pin-entry:${sessionId}:${event.digits ?? ''}`;
      if (tries >= attempt) {
        const repeated = await this.repeat(event, attempt, session, entered);
        if (repeated.decision === 'connect') await session.adopt();
        return repeated;
      }
      if (decision !== 'ask' || tries !== attempt - 1)
        return refusalOf(session, 'unexpected-action');

      const entry = await this.decideEntry(event, attempt, session);
      const decided = withVerdict(entry, event, session, verdict);
      if (decided.decision === 'awaits-hook') return decided;
      const found = decided.decision === 'ask' ? undefined : decided;
      await session.record({
        decision: decided.decision,
        reason: decided.reason,
        bookingId: found?.bookingId ?? null,
        callerRole: found?.callerRole ?? null,
        calleeRole: found?.calleeRole ?? null,
        pinTries: attempt,
        pinDigest: this.vault.digestOf(entered),
        attemptId,
      });
      return decided;
    });
  }

  private async decideEntry(
    event: CallEvent,
    attempt: number,
    session: LockedSession,
  ): Promise<RoutingDecision> {
    const { row } = session;
    if (row.is_disabled) return refusalOf(session, 'number-disabled');
    if (!row.party_pin) return refusalOf(session, 'not-a-party');
    if (isLocked(await session.failures(), row)) return refusalOf(session, 'pin-locked');

    const { digits } = event;
    if (digits?.length !== PIN_DIGITS) return this.afterFailure(event, attempt, session);
    const party = await this.findParty(digits, session);
    if (!party) {
      await session.countFailure();
      return this.afterFailure(event, attempt, session);
    }
    const refused = refusalBy(party);
    return refused
      ? refusalOf(session, refused, party)
      : this.connectionOrRefusal(digits, session, party);
  }

  /**
   * Repeats the recorded decision for a repeated message, as far as the booking still allows it.
   */
  private async repeat(
    event: CallEvent,
    attempt: number,
    session: LockedSession,
    entered: string,
  ): Promise<RoutingDecision> {
    const { decision, reason, pin_tries: tries, pin_digest: digest, booking_id } = session.row;
    const isSame = tries === attempt && digest !== null && this.vault.isDigestOf(entered, digest);
    if (!isSame) return refusalOf(session, 'unexpected-action');
    if (decision === 'ask') return this.ask(event, attempt + 1, session);
    if (decision !== 'connect') return refusalOf(session, reason as Refusal);

    const party = await this.findParty(event.digits ?? '', session);
    if (!party) return refusalOf(session, 'booking-ended');
    const refused = refusalBy(party);
    if (refused)
      return refusalOf(session, refused === 'blocked' ? refused : 'booking-ended', party);
    if (party.booking_id !== booking_id) return refusalOf(session, 'booking-changed', party);
    return this.connectionOrRefusal(event.digits ?? '', session, party);
  }

  private afterFailure(event: CallEvent, attempt: number, session: LockedSession): RoutingDecision {
    return attempt < PIN_TRIES
      ? this.ask(event, attempt + 1, session)
      : refusalOf(session, 'pin-wrong');
  }

  private ask(event: CallEvent, attempt: number, { row }: LockedSession): PinQuestion {
    return {
      decision: 'ask',
      reason: 'pin-wrong',
      poolId: row.pool_id,
      messages: row.messages,
      clientActionId: pinActionId(this.vault, event, attempt),
    };
  }

  private findParty(digits: string, session: LockedSession): Promise<PinPartyRow | undefined> {
    const index = pinIndexOf(this.vault, session.row.virtual_number_id, digits);
    return session.findParty(index, this.vault.currentKeyId);
  }

  private isSameCaller({ party }: CallEvent, { row }: LockedSession): boolean {
    if (party === undefined) return row.caller_index === null;
    const { caller_index: index } = row;
    return index !== null && this.vault.isIndexOf(PhoneNumber.fromStored(party), index);
  }

  private connectionOrRefusal(
    digits: string,
    session: LockedSession,
    party: PinPartyRow,
  ): RoutingDecision {
    try {
      return this.connection(digits, session, party);
    } catch (error) {
      this.logger.error(`PIN accepted, but its route cannot be used: ${describeError(error)}`);
      return refusalOf(session, 'route-refused', party);
    }
  }

  /** @throws the errors of RouteOpener */
  private connection(digits: string, { row }: LockedSession, party: PinPartyRow): Connection {
    const isExpected = party.pin_index.equals(
      pinIndexOf(this.vault, row.virtual_number_id, digits),
    );
    if (!isExpected || party.pool_id !== row.pool_id) {
      throw new RouteMismatchError('belongs to another query');
    }
    const { caller_id: callerId } = party;
    if (callerId === null) throw new RouteMismatchError('is incomplete');
    const route = {
      poolId: party.pool_id,
      bookingId: party.booking_id,
      virtualNumberId: row.virtual_number_id,
      callerRole: party.caller_role,
      callerIndex: party.route_caller_index,
      calleeRole: party.callee_role,
      calleeIndex: party.callee_index,
      calleeCiphertext: party.callee_ciphertext,
    };
    return {
      ...this.routes.open(route, { pin: digits, pinCiphertext: party.pin_ciphertext }),
      decision: 'connect',
      reason: 'pin-accepted',
      callerId,
      callRecording: party.call_recording,
      announcement: party.announcement ?? party.messages.announcement ?? null,
      isRepeated: row.decision === 'connect',
    };
  }
}

/** Returns why the booking does not connect the party's call; undefined if it does. */
function refusalBy(party: PinPartyRow): Refusal | undefined {
  if (!party.is_callable) return 'booking-ended';
  if (!party.has_started) return 'not-started';
  if (party.is_blocked) return 'blocked';
  if (!party.may_call) return 'caller-not-allowed';
  if (party.is_channel_off) return 'channel-off';
  if (!party.callee_role) return 'party-missing';
  return party.is_quiet ? 'quiet-hours' : undefined;
}

/** Applies the verdict of the decision hook to a connection; it counts for one booking only. */
function withVerdict(
  decided: RoutingDecision,
  { sessionId, virtualNumber }: CallEvent,
  { row }: LockedSession,
  verdict: HookVerdict | undefined,
): RoutingDecision | AwaitsHook {
  if (decided.decision !== 'connect' || !row.has_hook) return decided;
  const { poolId, bookingId, callerRole, calleeRole } = decided;
  const parties = { poolId, bookingId, callerRole, calleeRole };
  if (!verdict) {
    const call = { sessionId, virtualNumber: virtualNumber ?? null, ...parties };
    return { decision: 'awaits-hook', question: { ...call, reason: 'pin-accepted' } };
  }
  const refused = { decision: 'refuse', messages: row.messages, ...parties } as const;
  if (verdict.bookingId !== bookingId) return { ...refused, reason: 'booking-changed' };
  if (verdict.kind === 'allow') return decided;
  if (verdict.kind === 'connect') return { ...refused, reason: 'hook-target-refused' };
  return { ...refused, reason: verdict.kind, message: verdict.message };
}

const isLocked = (
  { atNumber, inPool, ofAllAtNumber }: PinFailures,
  { caller_index: caller }: LockedSession['row'],
): boolean =>
  ofAllAtNumber >= MAX_OF_ALL_AT_NUMBER ||
  atNumber >= MAX_AT_NUMBER ||
  inPool >= (caller === null ? MAX_WITHHELD_IN_POOL : MAX_IN_POOL);

const refusalOf = (
  session: LockedSession | undefined,
  reason: Refusal,
  party?: PinPartyRow,
): RefusedCall => ({
  decision: 'refuse',
  reason,
  poolId: session?.row.pool_id ?? null,
  bookingId: party?.booking_id ?? null,
  callerRole: party?.caller_role ?? null,
  calleeRole: party?.callee_role ?? null,
  messages: party?.messages ?? session?.row.messages ?? null,
});
