import { Injectable } from '@nestjs/common';
import { routePlace } from '../booking/index.js';
import { PhoneNumber } from '../common/index.js';
import type { CallEvent } from '../eightxeight/index.js';
import { NumberVault } from '../security/index.js';
import type { RefusedCall, Refusal, RoutingDecision } from './call-decision.js';
import { CallRouteRepository, type RouteRow } from './call-route.repository.js';

/** An answer of the database that does not fit what was asked; the call is not connected. */
export class RouteMismatchError extends Error {
  constructor(what: string) {
    super(`the route that was read ${what}`);
    this.name = 'RouteMismatchError';
  }
}

/** Decides who, if anybody, a call reaches. */
@Injectable()
export class CallRouter {
  constructor(
    private readonly routes: CallRouteRepository,
    private readonly vault: NumberVault,
  ) {}

  /** @throws RouteMismatchError, or the database's error; either way nobody is connected */
  async decide(event: CallEvent): Promise<RoutingDecision> {
    const { virtualNumber, party } = event;
    if (virtualNumber === undefined) return { decision: 'refuse', reason: 'unknown-number' };
    const caller = party === undefined ? undefined : PhoneNumber.fromStored(party);
    // A withheld caller is looked up under a key that nobody has, so that the answer still knows
    // the pool and its messages.
    const callerIndex = caller ? this.vault.indexOf(caller) : Buffer.alloc(32);
    const row = await this.routes.find({ msisdn: virtualNumber, callerIndex });
    if (!row || row.sub_account_id !== event.subAccountId) {
      return { decision: 'refuse', reason: 'unknown-number' };
    }
    if (row.msisdn !== virtualNumber || !row.asked_index.equals(callerIndex)) {
      throw new RouteMismatchError('answers another question');
    }
    if (event.callStatus !== 'CALL_RECEIVED') return refuse(row, 'unexpected-action');
    if (row.state === 'disabled') return refuse(row, 'number-disabled');
    if (!caller) return refuse(row, 'caller-withheld');
    if (row.caller_index === null) return refuse(row, 'not-a-party');
    if (!row.callable) return refuse(row, 'booking-ended');
    return this.connect(row, callerIndex);
  }

  /**
   * The callee's cipher text opens only if it was sealed for this very route, and the number in it
   * must be the one that the route was written for.
   */
  private connect(row: RouteRow, callerIndex: Buffer): RoutingDecision {
    const { pool_id: poolId, booking_id: bookingId } = row;
    if (!row.caller_index?.equals(callerIndex)) {
      throw new RouteMismatchError('is of another caller');
    }
    if (
      !bookingId ||
      !row.callee_ciphertext ||
      !row.callee_index ||
      !row.shown_number ||
      !row.caller_role ||
      !row.callee_role
    ) {
      throw new RouteMismatchError('is incomplete');
    }
    const callee = this.vault.open(
      row.callee_ciphertext,
      routePlace(poolId, bookingId, row.virtual_number_id, callerIndex),
    );
    if (!this.vault.indexOf(callee).equals(row.callee_index)) {
      throw new RouteMismatchError('leads to another callee');
    }
    return {
      decision: 'connect',
      reason: 'callable',
      poolId,
      bookingId,
      callerRole: row.caller_role,
      calleeRole: row.callee_role,
      shownNumber: row.shown_number,
      callee,
      callRecording: row.call_recording ?? false,
    };
  }
}

const refuse = (row: RouteRow, reason: Refusal): RefusedCall => ({
  decision: 'refuse',
  reason,
  poolId: row.pool_id,
  bookingId: row.booking_id ?? undefined,
  callerRole: row.caller_role ?? undefined,
  calleeRole: row.callee_role ?? undefined,
  messages: row.messages,
});
