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
import { partyPlace, routePlace } from '../model/places.js';

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
    const { pool_id: poolId, role: callerRole, number_ciphertext: callerSealed } = row;
    if (!callerRole) throw new PartyNotFoundError();
    const { caller_index: callerIndex, callee_ciphertext: sealed, callee_role: calleeRole } = row;
    if (!row.is_callable || !callerSealed || !callerIndex || !sealed || !calleeRole) {
      throw new BookingNotCallableError();
    }
    const callee = this.vault.open(
      sealed,
      routePlace(poolId, row.booking_id, row.virtual_number_id, callerIndex),
    );
    const caller = this.vault.open(callerSealed, partyPlace(poolId, row.booking_id, callerRole));
    const fits =
      row.booking_id === bookingId.toLowerCase() &&
      callerRole === role &&
      this.vault.isIndexOf(caller, callerIndex) &&
      row.callee_index !== null &&
      this.vault.isIndexOf(callee, row.callee_index);
    const isWithheld = this.withheld.has(caller.e164) || this.withheld.has(callee.e164);
    if (!fits || isWithheld) throw new BookingNotCallableError();
    if (await this.hasCalledTooOften(row, caller)) throw new TooManyCallsError();
    return {
      poolId,
      subAccountId: row.sub_account_id,
      bookingId: row.booking_id,
      virtualNumber: row.virtual_number,
      caller: { role: callerRole, number: caller },
      callee: { role: calleeRole, number: callee },
      announcement: row.announcement,
    };
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
