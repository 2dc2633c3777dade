/**
 * The statements that decide on an entered PIN, all in one transaction. `LOCK_SESSION` locks the session, so
 * that a repeated message is decided once. `LOCK_GUARD` locks the caller's failure counts, so that
 * concurrent calls get no more tries than successive ones.
 */
import {
  IS_RECORDED,
  isBlocked,
  isChannelOff,
  isPartyBlocked,
  isQuiet,
} from '../../booking/index.js';
import { statement } from '../../platform/database/index.js';
import { messagesFor } from '../../pool/index.js';
import { emitDecidedAndCorrected, keepEmittedEnd } from '../../status/index.js';

/** Locks the session of a call to the number. */
export const LOCK_SESSION = statement(
  'lock-session',
  { sessionId: 'text', msisdn: 'text?', subAccountId: 'text?', callingCode: 'text?' },
  (p) => `
  select s.decision, s.reason, s.booking_id, s.caller_role, s.callee_role, s.caller_index,
         coalesce(s.pin_tries, 0) as pin_tries, s.pin_digest, n.id as virtual_number_id,
         n.state = 'disabled' as is_disabled, p.id as pool_id, p.party_pin,
         p.decision_hook is not null as has_hook,
         ${messagesFor('null::text', p.callingCode)} as messages
    from virtual_number n
    join pool p on p.id = n.pool_id and p.sub_account_id = ${p.subAccountId}
    join call_session s on s.session_id = ${p.sessionId} and s.pool_id = p.id
   where n.msisdn = ${p.msisdn}
     for no key update of s`,
);

const CALLEE_OF_PIN = {
  callee: 'r.callee_index',
  poolId: 'pin.pool_id',
  at: 'statement_timestamp()',
};

/**
 * Finds the party that has the PIN, and its route under the key `keyId`. A block counts if it
 * concerns the phone that calls or any phone of the party.
 */
export const FIND_PARTY = statement(
  'find-party-by-pin',
  {
    pinIndex: 'bytea',
    virtualNumberId: 'integer',
    keyId: 'integer',
    callerIndex: 'bytea?',
    callingCode: 'text?',
  },
  (p) => `
  select pin.pin_index, pin.pool_id, pin.booking_id, pin.role as caller_role, party.pin_ciphertext,
         r.caller_index as route_caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         coalesce(r.callable_until > statement_timestamp(), false) as is_callable,
         coalesce(r.callable_from <= statement_timestamp(), true) as has_started,
         ${isBlocked({ caller: p.callerIndex, ...CALLEE_OF_PIN })}
           or ${isPartyBlocked({ bookingId: 'pin.booking_id', role: 'pin.role' }, CALLEE_OF_PIN)}
           as is_blocked,
         coalesce(pin.role = any(b.callers_allowed), true) as may_call,
         ${isChannelOff('voice')} as is_channel_off,
         ${isQuiet({ booking: 'b', pool: 'p', route: 'r' })} as is_quiet,
         shown.msisdn as caller_id, b.announcement,
         ${IS_RECORDED} as call_recording,
         ${messagesFor('party.language', p.callingCode)} as messages
    from party_pin pin
    join booking b on b.pool_id = pin.pool_id and b.id = pin.booking_id
    join pool p on p.id = pin.pool_id
    join party on party.pool_id = pin.pool_id and party.booking_id = pin.booking_id
      and party.role = pin.role
    left join lateral (
      select * from route
       where route.booking_id = pin.booking_id and route.virtual_number_id + 0 = pin.virtual_number_id
         and route.caller_role = pin.role
         and (route.callee_role is null or get_byte(route.callee_ciphertext, 0) = ${p.keyId})
       order by route.callable_until desc
       limit 1) r on true
    left join virtual_number shown
      on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
   where pin.pin_index = ${p.pinIndex} and pin.virtual_number_id = ${p.virtualNumberId}`,
);

/** The `virtual_number_id` that isStillConnected for the whole pool in `pin_guard`; real ids start at 1. */
const WHOLE_POOL = '0';

/** `allCallers` is the placeholder index for all callers together. */
const GUARD = {
  poolId: 'uuid',
  virtualNumberId: 'integer',
  callerIndex: 'bytea',
  allCallers: 'bytea',
} as const;

/** The counts that apply to a caller's PIN at a number, in locking order. */
const guarded = (p: Record<keyof typeof GUARD, string>): string => `
         (values (${p.virtualNumberId}, ${p.callerIndex}), (${WHOLE_POOL}, ${p.callerIndex}),
                 (${p.virtualNumberId}, ${p.allCallers}))
      as guarded (number, caller)`;

/**
 * Locks and returns three failure counts. The caller's count at the number expires an hour after
 * the last failure. The caller's count in the whole pool and the count of all callers at the number
 * expire an hour after the first failure, because a shared count would otherwise never expire. The
 * rows stay locked until the transaction ends, always in this order, so that calls that share a
 * count wait instead of deadlocking.
 */
export const LOCK_GUARD = statement(
  'lock-pin-guard',
  GUARD,
  (p) => `
  insert into pin_guard (pool_id, virtual_number_id, caller_index, failures, since)
  select ${p.poolId}, guarded.number, guarded.caller, 0, statement_timestamp()
    from ${guarded(p)}
  on conflict (caller_index, virtual_number_id, pool_id) do update set
    failures = case when pin_guard.since <= excluded.since - interval '1 hour' then 0
      else pin_guard.failures end,
    since = case when pin_guard.since <= excluded.since - interval '1 hour' then excluded.since
      else pin_guard.since end
  returning case when virtual_number_id = ${WHOLE_POOL} then 'inPool'
    when caller_index = ${p.allCallers} then 'ofAllAtNumber' else 'atNumber' end as scope, failures`,
);

/** Adds a failure to the locked counts. */
export const COUNT_FAILURE = statement(
  'count-pin-failure',
  GUARD,
  (p) => `
  update pin_guard
     set failures = failures + 1,
         since = case
           when (virtual_number_id = ${WHOLE_POOL} or caller_index = ${p.allCallers})
             and failures > 0 then since
           else statement_timestamp() end
    from ${guarded(p)}
   where pool_id = ${p.poolId} and virtual_number_id = guarded.number
     and caller_index = guarded.caller`,
);

/** Records the decision on an entered PIN. */
export const RECORD_ENTRY = statement(
  'record-pin-entry',
  {
    poolId: 'uuid',
    sessionId: 'text',
    decision: 'text',
    reason: 'text',
    bookingId: 'uuid?',
    callerRole: 'text?',
    calleeRole: 'text?',
    pinTries: 'smallint',
    pinDigest: 'bytea',
    attemptId: 'uuid',
  },
  (p) => `
  with recorded as (
    update call_session
       set decision = ${p.decision}, reason = ${p.reason}, booking_id = ${p.bookingId},
           caller_role = ${p.callerRole}, callee_role = ${p.calleeRole},
           pin_tries = ${p.pinTries}, pin_digest = ${p.pinDigest},
           decided_at = statement_timestamp(), attempt_id = ${p.attemptId},
${keepEmittedEnd('call_session')}
     where pool_id = ${p.poolId} and session_id = ${p.sessionId}
    returning *
  ), ${emitDecidedAndCorrected('recorded')}
  select from recorded`,
);
