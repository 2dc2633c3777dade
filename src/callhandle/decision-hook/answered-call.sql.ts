import { IS_RECORDED, isBlocked, isChannelOff, isQuiet } from '../../booking/index.js';
import { rows, statement } from '../../platform/database/index.js';
import {
  dialledNumber,
  emitDecidedAndCorrected,
  ENDED_COLUMNS,
  keepEmittedEnd,
  NO_POOL,
} from '../../status/index.js';
import { CALL_COLUMNS, decided } from '../decision/call-decision.sql.js';

/** One row per call. */
const ANSWERED_CALLS = rows({
  ...CALL_COLUMNS,
  /** The decision that the hook was asked about. */
  askedReason: 'text',
  askedBookingId: 'uuid?',
  /** `allow`, `hook-refused`, `hook-failed` or `connect`. */
  answer: 'text',
  targetBookingId: 'uuid?',
  /** The party of this booking that is to be called. */
  targetRole: 'text?',
  /** The phone that is to be called. */
  targetIndex: 'bytea?',
  targetCountry: 'text?',
  targetKind: 'text?',
});

/**
 * Whether the phone that a hook named may be called: an ordinary phone that the pool permits, not the
 * caller's. It sees the dialled number, so it must not reach anybody of a booking by calling back.
 */
const MAY_CALL_PHONE = `
  input.target_index is distinct from input.caller_index
  and exists (
    select from pool p
     where p.id = decided.pool_id
       and (p.allowed_countries is null or input.target_country = any(p.allowed_countries))
       and (input.target_kind is null or input.target_kind = any(p.allowed_number_kinds)))
  and not exists (
    select from virtual_number v
      join pool own on own.id = v.pool_id
     where v.msisdn_index = input.target_index and own.sub_account_id = input.sub_account_id)
  and not exists (
    select from route back
     where back.caller_index = input.target_index
       and back.virtual_number_id = decided.virtual_number_id and back.pool_id = decided.pool_id
       and back.callable_until > now())`;

/**
 * Whether a block forbids the caller, or the party whose place the caller takes, to reach whom the
 * hook named.
 */
const IS_TARGET_BLOCKED = ['input.caller_index', 'target.caller_index']
  .map((caller) =>
    isBlocked({
      caller,
      callee: 'coalesce(input.target_index, target.callee_index)',
      poolId: 'decided.pool_id',
      at: 'now()',
    }),
  )
  .join(' or ');

/**
 * Records the decisions on calls about which a hook was asked, and emits their events. Decides each
 * call again, because the booking may have ended while the hook was asked. The answer counts only
 * for the decision and the booking that it was given for.
 *
 * A party that the hook named is found among the callable bookings of the same pool, as the callee
 * of the other party. It sees its own number, and must have a callable route back on it.
 *
 * `is_recorded` is false if another message of the session was recorded first.
 */
export const RECORD_ANSWERED = statement(
  'record-answered-calls',
  { calls: ANSWERED_CALLS, keyId: 'integer' },
  (p) => `
  with input as materialized (
    select * from ${p.calls}
  ), ${decided('input')}, target as materialized (
    select decided.position, r.virtual_number_id, shown.msisdn as caller_id,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index, r.callee_index,
           r.callee_ciphertext, ${IS_RECORDED} as call_recording,
           b.announcement, coalesce(r.callable_from <= now(), true) as has_started,
           coalesce(r.caller_role = any(b.callers_allowed), true) as may_call,
           ${isChannelOff('voice')} as is_channel_off,
           ${isQuiet({ booking: 'b', pool: 'p', route: 'r' })} as is_quiet
      from decided
      join input on input.position = decided.position
      join booking b on b.pool_id = decided.pool_id and b.id = input.target_booking_id
      join pool p on p.id = b.pool_id
      join lateral (
        select * from route
         where route.booking_id = b.id and route.callee_role = input.target_role
           and route.callable_until > now()
           and get_byte(route.callee_ciphertext, 0) = ${p.keyId}
         -- After a move, both parties of a shared number also have routes on the former one.
         order by route.virtual_number_id = b.virtual_number_id desc
         limit 1) r on true
      join virtual_number shown
        on shown.id = coalesce(r.caller_id_number_id, b.virtual_number_id)
        and shown.state <> 'disabled'
      join route back on back.caller_index = r.callee_index
        and back.virtual_number_id = shown.id and back.pool_id = r.pool_id
        and back.booking_id = r.booking_id and back.callee_ciphertext is not null
        and back.callable_until > now()
     where decided.reason = 'not-a-party' and input.answer = 'connect'
  ), answered as materialized (
    select decided.position, decided.session_id, decided.msisdn, decided.caller_index,
           decided.attempt_id, decided.pool_id, decided.messages, decided.prior_decision,
           decided.prior_reason, decided.prior_booking_id,
           coalesce(target.virtual_number_id, decided.virtual_number_id) as virtual_number_id,
           coalesce(target.booking_id, decided.booking_id) as booking_id,
           coalesce(target.caller_role, decided.caller_role) as caller_role,
           coalesce(target.callee_role, decided.callee_role) as callee_role,
           target.caller_index as target_caller_index,
           coalesce(target.callee_index, decided.callee_index) as callee_index,
           coalesce(target.callee_ciphertext, decided.callee_ciphertext) as callee_ciphertext,
           coalesce(target.caller_id, decided.caller_id) as caller_id,
           coalesce(target.call_recording, decided.call_recording) as call_recording,
           coalesce(target.announcement, decided.announcement) as announcement,
           case
             when decided.reason <> input.asked_reason
               or decided.booking_id is distinct from input.asked_booking_id
               then case when decided.reason in ('callable', 'not-a-party', 'pin-required')
                      then 'booking-changed' else decided.reason end
             when input.answer = 'allow' then decided.reason
             when input.answer <> 'connect' then input.answer
             when decided.reason <> 'not-a-party' then 'hook-target-refused'
             when ${IS_TARGET_BLOCKED} then 'blocked'
             when input.target_index is not null
               then case when ${MAY_CALL_PHONE} then 'hook-connected'
                      else 'hook-target-refused' end
             when target.booking_id is null then 'hook-target-refused'
             when not target.has_started then 'not-started'
             when not target.may_call then 'caller-not-allowed'
             when target.is_channel_off then 'channel-off'
             when target.is_quiet then 'quiet-hours'
             else 'hook-connected' end as reason
      from decided
      join input on input.position = decided.position
      left join target on target.position = decided.position
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select coalesce(pool_id, '${NO_POOL}'), session_id, booking_id,
           ${dialledNumber('msisdn', 'virtual_number_id is not null')},
           case when reason in ('callable', 'hook-connected') then 'connect' else 'refuse' end,
           reason, caller_role, callee_role, caller_index, now(), attempt_id
      from answered
     where prior_decision is null
     -- The same lock order as for status messages of these calls prevents deadlocks.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id,
${keepEmittedEnd('call_session')}
    where call_session.decision is null
    returning ${ENDED_COLUMNS}
  ), ${emitDecidedAndCorrected('recorded')}
  select answered.*, exists (
           select from recorded
            where recorded.session_id = answered.session_id
              and recorded.pool_id = coalesce(answered.pool_id, '${NO_POOL}')) as is_recorded
    from answered order by position`,
);
