import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { PhoneNumber } from '../../common/index.js';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import type { CallerMessage } from '../../pool/index.js';
import { type Access, maySeePool, NumberVault, WithheldCallers } from '../../security/index.js';
import {
  BookingNotCallableError,
  BookingNotFoundError,
  PartyNotFoundError,
  TooManyCallsError,
} from '../model/booking.errors.js';
import { PARTY_NUMBER } from '../model/sealed-columns.js';
import {
  type OpenedRoute,
  RouteMismatchError,
  RouteOpener,
  WithheldCalleeError,
} from './route-opener.js';

interface CallPartiesRow {
  pool_id: string;
  sub_account_id: string;
  booking_id: string;
  virtual_number: string;
  virtual_number_id: number;
  role: string | null;
  number_ciphertext: Buffer | null;
  number_index: Buffer | null;
  callee_role: string | null;
  caller_index: Buffer | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  is_callable: boolean;
  max_calls_per_minute: number | null;
  announcement: CallerMessage | null;
}

/** Who would call whom, and by which number. */
export interface CallParties {
  poolId: string;
  subAccountId: string;
  bookingId: string;
  virtualNumber: string;
  caller: { role: string; number: PhoneNumber };
  callee: { role: string; number: PhoneNumber };
  /** What the caller hears first. */
  announcement: CallerMessage | null;
}

/**
 * The party of a role and where its calls lead, by the same route as when it dials the booking's
 * number. $1 booking, $2 role
 */
const FIND_CALL_PARTIES: PreparedStatement = {
  name: 'find-call-parties',
  text: `
  select b.pool_id, b.id as booking_id, pool.sub_account_id, n.msisdn as virtual_number,
         n.id as virtual_number_id, party.role, party.number_ciphertext, party.number_index,
         r.callee_role, r.caller_index, r.callee_index, r.callee_ciphertext,
         n.state <> 'disabled' and coalesce(r.callable_until > statement_timestamp(), false)
           and coalesce(party.role = any(b.callers_allowed), true) as is_callable,
         pool.max_calls_per_minute,
         coalesce(b.announcement, pool.messages -> 'announcement') as announcement
    from booking b
    join pool on pool.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id and party.role = $2
    left join route r on r.caller_index = party.number_index and r.virtual_number_id = n.id
      and r.pool_id = b.pool_id and r.booking_id = b.id
   where b.id = $1`,
};

/** However they began, as the call handle counts them. $1 indexes of the caller, $2 number */
const COUNT_RECENT_CALLS: PreparedStatement = {
  name: 'count-recent-calls',
  text: `
  select count(*)::integer as calls from call_session s
   where s.caller_index = any($1::bytea[]) and s.virtual_number || '' = $2
     and s.created_at > statement_timestamp() - interval '1 minute'`,
};

/** For calls that do not begin with a party's dialling. */
@Injectable()
export class CallPartiesService {
  constructor(
    private readonly database: PostgresPool,
    private readonly routes: RouteOpener,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * @throws BookingNotFoundError, PartyNotFoundError, BookingNotCallableError, TooManyCallsError;
   *   SealBrokenError if the route is not one that was written for the booking
   */
  async callable(bookingId: string, role: string, access: Access): Promise<CallParties> {
    const [row] = isUuid(bookingId)
      ? await this.database.run<CallPartiesRow>(FIND_CALL_PARTIES, [bookingId, role])
      : [];
    if (!row || !maySeePool(access, row.pool_id)) throw new BookingNotFoundError();
    if (!row.role) throw new PartyNotFoundError();
    if (!row.is_callable || !row.number_ciphertext) throw new BookingNotCallableError();
    const party = { poolId: row.pool_id, bookingId: row.booking_id, role: row.role };
    const caller = PARTY_NUMBER.open(this.vault, row.number_ciphertext, party);
    const isAsked = row.booking_id === bookingId.toLowerCase() && row.role === role;
    if (!isAsked || this.withheld.has(caller.e164)) throw new BookingNotCallableError();
    const route = this.open(row, caller);
    if (await this.hasCalledTooOften(row, caller)) throw new TooManyCallsError();
    return {
      poolId: route.poolId,
      subAccountId: row.sub_account_id,
      bookingId: route.bookingId,
      virtualNumber: row.virtual_number,
      caller: { role: route.callerRole, number: caller },
      callee: { role: route.calleeRole, number: route.callee },
      announcement: row.announcement,
    };
  }

  /** @throws BookingNotCallableError if the route does not fit, or leads to a withheld number */
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
    const values = [this.vault.indexesOf(caller), number];
    const [row] = await this.database.run<{ calls: number }>(COUNT_RECENT_CALLS, values);
    return row!.calls >= most;
  }
}
