import { rows, statement } from '../../platform/database/index.js';
import { dialledNumber, NO_POOL, emitDecided } from '../../status/index.js';

/** One row per call. */
const CALLS = rows({
  position: 'ordinal',
  sessionId: 'text',
  /** The dialled number. */
  msisdn: 'text?',
  callerIndex: 'bytea?',
  subAccountId: 'text?',
  /** Identifies this decision. */
  attemptId: 'uuid?',
});

/**
 * Counts the caller's calls to the number in the last minute. The count is in the database, so it
 * covers all replicas. The concatenation rules out the index by number: a plan that was made while
 * the table was empty must use the index by caller (ADR 7).
 */
const CALLS_OF_LAST_MINUTE = `(
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')`;

/**
 * Returns the CTEs that decide each call, by the database's clock. The first matching reason
 * counts, and only `callable` connects. A repeated message does not count towards the caller's
 * limit.
 */
const decided = (calls: string): string => `
  input as materialized (
    select * from ${calls}
  ), decided as materialized (
    select input.position, input.session_id, input.msisdn, input.caller_index, input.attempt_id,
           n.id as virtual_number_id, p.id as pool_id, p.messages,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index as route_caller_index,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           coalesce(b.call_recording, p.call_recording, false) as call_recording, b.announcement,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case
             when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null
               then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= ${CALLS_OF_LAST_MINUTE}
               then 'too-many-calls'
             when r.booking_id is null then
               case when exists (select from virtual_number v
                                   join pool own on own.id = v.pool_id
                                  where v.msisdn_index = input.caller_index
                                    and own.sub_account_id = input.sub_account_id)
                    then 'caller-is-virtual'
                    when p.party_pin then 'pin-required'
                    else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             else 'callable' end as reason
      from input
      left join virtual_number n on n.msisdn = input.msisdn
        and exists (select from pool own
          where own.id = n.pool_id and own.sub_account_id = input.sub_account_id)
      left join pool p on p.id = n.pool_id
      left join route r on r.pool_id = n.pool_id and r.caller_index = input.caller_index
        and r.virtual_number_id = n.id
      left join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
      left join virtual_number shown on shown.id = b.virtual_number_id
      left join lateral (
        -- The limit makes the planner look up each session by its key instead of reading the pool's.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '${NO_POOL}') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  )`;

/**
 * Decides calls, records the decisions and emits their events, in one statement and one commit.
 * Every decision is therefore recorded before it is answered. A status message may have created the
 * session already; an earlier decision is kept.
 */
export const DECIDE_CALLS = statement(
  'decide-calls',
  { calls: CALLS },
  (p) => `
  with ${decided(p.calls)}, recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select coalesce(pool_id, '${NO_POOL}'), session_id, booking_id,
           ${dialledNumber('msisdn', 'virtual_number_id is not null')},
           case reason when 'callable' then 'connect' when 'pin-required' then 'ask'
             else 'refuse' end, reason, caller_role,
           callee_role, caller_index, now(), attempt_id
      from decided
     where prior_decision is null
     -- The same lock order as for status messages of these calls prevents deadlocks.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id
    where call_session.decision is null
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role
  ), ${emitDecided('recorded')}
  select * from decided order by position`,
);

/** Returns the decisions that calls would get now, without recording them. */
export const EXPLAIN_CALLS = statement(
  'explain-calls',
  { calls: CALLS },
  (p) => `with ${decided(p.calls)} select * from decided order by position`,
);

/**
 * Corrects the record of a call that was decided to connect but was not connected: its route did
 * not pass the checks, or the response was late or lost. Does nothing if another attempt has
 * answered with the connection since.
 */
export const REVOKE_CONNECTION = statement(
  'revoke-connection',
  { sessionId: 'text', attemptId: 'uuid', reason: 'text' },
  (p) => `
  with recorded as (
    update call_session set decision = 'refuse', reason = ${p.reason}
     where session_id = ${p.sessionId} and attempt_id = ${p.attemptId} and decision = 'connect'
    returning *
  ), ${emitDecided('recorded')}
  select session_id from recorded`,
);

/**
 * Detaches a connection from the attempt that decided it, because another message of the session is
 * about to be answered with it. No attempt can revoke it afterwards. Returns no row if it has been
 * revoked.
 */
export const ADOPT_CONNECTION = statement(
  'adopt-connection',
  { poolId: 'uuid', sessionId: 'text' },
  (p) => `
  update call_session set attempt_id = null
   where pool_id = ${p.poolId} and session_id = ${p.sessionId} and decision = 'connect'
  returning session_id`,
);
