import type { PreparedStatement } from '../database/index.js';
import { dialledNumber, NO_POOL, tellDecided } from '../status/index.js';

/**
 * What is asked: one row for each call. $1 its place in the batch, $2 session, $3 dialled number or
 * null, $4 blind index of the caller or null, $5 sub-account, $6 attempt: an id of this decision
 */
const ASKED = `
  asked as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[])
      as asked (place, session_id, msisdn, caller_index, sub_account_id, attempt_id)
  )`;

/**
 * Calls of the last minute of this caller to this number: in the database, so all replicas count.
 * Written so that only the index by caller can be taken, also by a plan that was made while the table
 * was empty (ADR 7): the concatenation keeps the one by number out.
 */
const CALLS_OF_LAST_MINUTE = `(
  select count(*) from call_session s
   where s.caller_index = asked.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')`;

/**
 * The decision for each call, by the clock of the database. The first reason that applies holds; only
 * the last one connects. A session that is asked again does not count against the caller.
 */
const JUDGED = `
  judged as materialized (
    select asked.place, asked.session_id, asked.msisdn, asked.caller_index, asked.attempt_id,
           n.id as virtual_number_id, p.id as pool_id, p.messages,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index as route_caller_index,
           r.callee_index, r.callee_ciphertext, shown.msisdn as shown_number,
           coalesce(b.call_recording, p.call_recording, false) as call_recording, b.announcement,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case
             when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when asked.caller_index is null
               then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= ${CALLS_OF_LAST_MINUTE}
               then 'too-many-calls'
             when r.booking_id is null then
               case when exists (select from virtual_number v
                                   join pool own on own.id = v.pool_id
                                  where v.msisdn_index = asked.caller_index
                                    and own.sub_account_id = asked.sub_account_id)
                    then 'caller-is-virtual'
                    when p.party_pin then 'pin-required'
                    else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             else 'callable' end as reason
      from asked
      left join virtual_number n on n.msisdn = asked.msisdn
        and exists (select from pool own
          where own.id = n.pool_id and own.sub_account_id = asked.sub_account_id)
      left join pool p on p.id = n.pool_id
      left join route r on r.pool_id = n.pool_id and r.caller_index = asked.caller_index
        and r.virtual_number_id = n.id
      left join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
      left join virtual_number shown on shown.id = b.virtual_number_id
      left join lateral (
        -- The limit has each session looked up by its key, and not all sessions of the pool read.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '${NO_POOL}') and c.session_id = asked.session_id
           and c.decision is not null
         limit 1) prior on true
  )`;

/**
 * Decides calls, records the decisions and tells those who want to know, in one statement and one
 * commit: when it returns, what is answered is on record. A status of the call may have come before; an
 * earlier decision stays.
 */
export const DECIDE_CALLS: PreparedStatement = {
  name: 'decide-calls',
  text: `
  with ${ASKED}, ${JUDGED}, recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select coalesce(pool_id, '${NO_POOL}'), session_id, booking_id,
           ${dialledNumber('msisdn', 'virtual_number_id is not null')},
           case reason when 'callable' then 'connect' when 'pin-required' then 'ask'
             else 'refuse' end, reason, caller_role,
           callee_role, caller_index, now(), attempt_id
      from judged
     where prior_decision is null
     -- As statuses of the same calls do, which would wait for each other otherwise.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id
    where call_session.decision is null
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role
  ), ${tellDecided('recorded')}
  select * from judged order by place`,
};

/** The same without a record: what calls would get now. */
export const EXPLAIN_CALLS: PreparedStatement = {
  name: 'explain-calls',
  text: `with ${ASKED}, ${JUDGED} select * from judged order by place`,
};

/**
 * Corrects the record of a call that was decided to connect and was not: its route did not stand up to
 * inspection, the answer came too late, or it was lost. Not if another attempt has answered with the
 * connection since. $1 session, $2 attempt, $3 reason
 */
export const REVOKE_CONNECTION: PreparedStatement = {
  name: 'revoke-connection',
  text: `
  with recorded as (
    update call_session set decision = 'refuse', reason = $3
     where session_id = $1 and attempt_id = $2 and decision = 'connect'
    returning *
  ), ${tellDecided('recorded')}
  select session_id from recorded`,
};

/**
 * Takes a connection away from the attempt that decided it, because another message of the session is
 * about to be answered with it: no attempt revokes it any longer. Returns nothing if it was revoked
 * meanwhile. $1 pool, $2 session
 */
export const ADOPT_CONNECTION: PreparedStatement = {
  name: 'adopt-connection',
  text: `
  update call_session set attempt_id = null
   where pool_id = $1 and session_id = $2 and decision = 'connect'
  returning session_id`,
};
