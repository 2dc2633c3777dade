/**
 * The statements that judge an entered PIN, all in one transaction. The first holds the session, so
 * that a message that comes twice is judged once; the third holds the counts of failures of this
 * caller, so that many calls at once have no more tries than one after the other.
 */
import type { PreparedStatement } from '../database/index.js';
import { tellDecided } from '../status/index.js';

/** $1 session, $2 dialled number, $3 sub-account */
export const HOLD_SESSION: PreparedStatement = {
  name: 'hold-session',
  text: `
  select s.decision, s.reason, s.booking_id, s.caller_role, s.callee_role, s.caller_index,
         coalesce(s.pin_tries, 0) as pin_tries, s.pin_digest, n.id as virtual_number_id,
         n.state = 'disabled' as is_disabled, p.id as pool_id, p.messages, p.party_pin
    from virtual_number n
    join pool p on p.id = n.pool_id and p.sub_account_id = $3
    join call_session s on s.session_id = $1 and s.pool_id = p.id
   where n.msisdn = $2
     for no key update of s`,
};

/**
 * The party whose PIN it is, and the route that leads from it to the other one; of those of the key
 * that numbers are looked up by. $1 index of the PIN, $2 number, $3 key
 */
export const FIND_PARTY: PreparedStatement = {
  name: 'find-party-by-pin',
  text: `
  select pin.pin_index, pin.pool_id, pin.booking_id, pin.role as caller_role, party.pin_ciphertext,
         r.caller_index as route_caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         coalesce(r.callable_until > statement_timestamp(), false) as is_callable,
         coalesce(pin.role = any(b.callers_allowed), true) as may_call,
         shown.msisdn as shown_number, b.announcement,
         coalesce(b.call_recording, p.call_recording) as call_recording
    from party_pin pin
    join booking b on b.pool_id = pin.pool_id and b.id = pin.booking_id
    join pool p on p.id = pin.pool_id
    join virtual_number shown on shown.id = b.virtual_number_id
    join party on party.pool_id = pin.pool_id and party.booking_id = pin.booking_id
      and party.role = pin.role
    left join lateral (
      select * from route
       where route.booking_id = pin.booking_id and route.virtual_number_id + 0 = pin.virtual_number_id
         and route.caller_role = pin.role and get_byte(route.callee_ciphertext, 0) = $3
       order by route.callable_until desc
       limit 1) r on true
   where pin.pin_index = $1 and pin.virtual_number_id = $2`,
};

/** Stands for the whole pool in `pin_guard`; numbers count from 1. */
const WHOLE_POOL = '0';

/**
 * Failures of a caller at a number, which are forgotten an hour after the last one; of the caller in the
 * whole pool, and of all callers at the number, which are forgotten an hour after the first: a count that
 * many share would otherwise never end. The rows are locked until the transaction ends, always in this
 * order, so that calls that share one of them wait for each other.
 * $1 pool, $2 number, $3 index of the caller, $4 stands for all callers
 */
export const HOLD_GUARD: PreparedStatement = {
  name: 'hold-pin-guard',
  text: `
  insert into pin_guard (pool_id, virtual_number_id, caller_index, failures, since)
  select $1, guarded.number, guarded.caller, 0, statement_timestamp()
    from (values ($2::integer, $3::bytea), (${WHOLE_POOL}, $3), ($2, $4::bytea))
      as guarded (number, caller)
  on conflict (caller_index, virtual_number_id, pool_id) do update set
    failures = case when pin_guard.since <= excluded.since - interval '1 hour' then 0
      else pin_guard.failures end,
    since = case when pin_guard.since <= excluded.since - interval '1 hour' then excluded.since
      else pin_guard.since end
  returning case when virtual_number_id = ${WHOLE_POOL} then 'inPool'
    when caller_index = $4 then 'ofAllAtNumber' else 'atNumber' end as scope, failures`,
};

/** $1 pool, $2 number, $3 index of the caller, $4 stands for all callers */
export const COUNT_FAILURE: PreparedStatement = {
  name: 'count-pin-failure',
  text: `
  update pin_guard
     set failures = failures + 1,
         since = case
           when (virtual_number_id = ${WHOLE_POOL} or caller_index = $4) and failures > 0 then since
           else statement_timestamp() end
    from (values ($2::integer, $3::bytea), (${WHOLE_POOL}, $3), ($2, $4::bytea))
      as guarded (number, caller)
   where pool_id = $1 and virtual_number_id = guarded.number and caller_index = guarded.caller`,
};

/**
 * $1 pool, $2 session, $3 decision, $4 reason, $5 booking, $6 caller role, $7 callee role, $8 try,
 * $9 digest of what was entered, $10 attempt
 */
export const RECORD_ENTRY: PreparedStatement = {
  name: 'record-pin-entry',
  text: `
  with recorded as (
    update call_session
       set decision = $3, reason = $4, booking_id = $5, caller_role = $6, callee_role = $7,
           pin_tries = $8, pin_digest = $9, decided_at = statement_timestamp(),
           attempt_id = $10
     where pool_id = $1 and session_id = $2
    returning *
  ), ${tellDecided('recorded')}
  select from recorded`,
};
