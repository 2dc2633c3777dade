import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { callingCodeOf, type PhoneNumber } from '../../platform/values/index.js';
import {
  BookingNotCallableError,
  BookingNotFoundError,
  type OpenedRoute,
  PARTY_NUMBER,
  PartyNotFoundError,
  RouteMismatchError,
  RouteOpener,
  TooManyCallsError,
  WithheldCalleeError,
} from '../../booking/index.js';
import type { CallerMessage } from '../../pool/index.js';
import {
  type Principal,
  maySeePool,
  NumberVault,
  WithheldCallers,
} from '../../platform/security/index.js';
import { AppCallRepository, type CallPartiesRow } from './app-call.repository.js';

/** The caller, the callee and the virtual number of a call from the app. */
export interface CallParties {
  poolId: string;
  subAccountId: string;
  bookingId: string;
  /** The number that the caller dials, and sees when it is rung. */
  virtualNumber: string;
  /** The number that the callee sees. */
  callerId: string;
  caller: { role: string; number: PhoneNumber };
  callee: { role: string; number: PhoneNumber };
  /** Played to the caller before the callee is rung. */
  announcement: CallerMessage | null;
}

/** Finds the two parties of a call that starts without a party dialling. */
@Injectable()
export class CallPartiesService {
  constructor(
    private readonly calls: AppCallRepository,
    private readonly routes: RouteOpener,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * Returns the parties of a call that the route permits now.
   * @throws BookingNotFoundError, PartyNotFoundError, BookingNotCallableError, TooManyCallsError;
   *   DecryptionFailedError if the route's ciphertext was not written for this booking
   */
  async callable(bookingId: string, role: string, principal: Principal): Promise<CallParties> {
    const row = isUuid(bookingId) ? await this.calls.findParties(bookingId, role) : undefined;
    if (!row || !maySeePool(principal, row.pool_id)) throw new BookingNotFoundError();
    if (!row.role) throw new PartyNotFoundError();
    if (!row.is_callable || !row.number_ciphertext || !row.caller_id)
      throw new BookingNotCallableError();
    const party = { poolId: row.pool_id, bookingId: row.booking_id, role: row.role };
    const caller = PARTY_NUMBER.decrypt(this.vault, row.number_ciphertext, party);
    const isExpected = row.booking_id === bookingId.toLowerCase() && row.role === role;
    if (!isExpected || this.withheld.has(caller.e164)) throw new BookingNotCallableError();
    const route = this.open(row, caller);
    if (await this.hasCalledTooOften(row, caller)) throw new TooManyCallsError();
    return {
      poolId: route.poolId,
      subAccountId: row.sub_account_id,
      bookingId: route.bookingId,
      virtualNumber: row.virtual_number,
      callerId: row.caller_id,
      caller: { role: route.callerRole, number: caller },
      callee: { role: route.calleeRole, number: route.callee },
      announcement: row.announcement ?? (await this.announcementFor(row, caller)),
    };
  }

  private announcementFor(
    { pool_id: poolId, language }: CallPartiesRow,
    { e164 }: PhoneNumber,
  ): Promise<CallerMessage | null> {
    return this.calls.findAnnouncement({ poolId, language, callingCode: callingCodeOf(e164) });
  }

  /**
   * @throws BookingNotCallableError if the route does not match or its callee is a withheld number
   */
  private open(row: CallPartiesRow, number: PhoneNumber): OpenedRoute {
    const route = {
      poolId: row.pool_id,
      bookingId: row.booking_id,
      virtualNumberId: row.virtual_number_id,
      callerRole: row.role,
      callerIndex: row.caller_index,
      calleeRole: row.callee_role,
      calleeIndex: row.callee_index,
      calleeCiphertext: row.callee_ciphertext,
    };
    try {
      return this.routes.open(route, { number });
    } catch (error) {
      if (error instanceof RouteMismatchError || error instanceof WithheldCalleeError) {
        throw new BookingNotCallableError();
      }
      throw error;
    }
  }

  private async hasCalledTooOften(
    { max_calls_per_minute: most, virtual_number: number }: CallPartiesRow,
    caller: PhoneNumber,
  ): Promise<boolean> {
    if (most === null) return false;
    return (await this.calls.countRecentCalls(this.vault.indexesOf(caller), number)) >= most;
  }
}
