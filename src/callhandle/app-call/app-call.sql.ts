import type { PreparedStatement } from '../../database/index.js';
import { tellDecided } from '../../status/index.js';

/**
 * The party of a role and where its calls lead, by the same route as when it dials the booking's
 * number. $1 booking, $2 role
 */
export const FIND_CALL_PARTIES: PreparedStatement = {
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
export const COUNT_RECENT_CALLS: PreparedStatement = {
  name: 'count-recent-calls',
  text: `
  select count(*)::integer as calls from call_session s
   where s.caller_index = any($1::bytea[]) and s.virtual_number || '' = $2
     and s.created_at > statement_timestamp() - interval '1 minute'`,
};

/**
 * A call that we had 8x8 start; reports of it may have come before.
 * $1 pool, $2 session, $3 booking, $4 number, $5 caller role, $6 callee role, $7 caller index
 */
export const RECORD_APP_CALL: PreparedStatement = {
  name: 'record-app-call',
  text: `
  with recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at)
    values ($1, $2, $3, $4, 'connect', 'called-from-app', $5, $6, $7, now())
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at
    where call_session.decision is null
    returning *
  ), ${tellDecided('recorded')}
  select from recorded`,
};
