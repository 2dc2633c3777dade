/**
 * Where calls know a phone number from, and how it is taken out of them; the calls stay. What finds it
 * reads whole tables (ADR 13).
 */
import type { PreparedStatement } from '../../database/index.js';
import { selectSession } from '../records/call-record.sql.js';

/** Calls of and to the phone. $1 indexes */
export const FIND_CALLS = `
  select pool_id, session_id from call_session
   where caller_index = any($1::bytea[])
  union
  select pool_id, session_id from call_leg where party_index = any($1)
  order by 1, 2`;

/**
 * Holds calls, as their statuses do, in the same order. $1 pool, $2 sessions
 * @returns those that 8x8 has still to say something of
 */
export const HOLD_CALLS: PreparedStatement = {
  name: 'hold-calls-of-phone',
  text: `
  with held as materialized (
    select session_status, created_at from call_session
     where pool_id = $1 and session_id = any($2::text[])
     order by session_id, pool_id
       for no key update
  )
  select count(*)::integer as under_way from held
   where session_status is null and created_at > now() - interval '1 day'`,
};

/** $1 pool, $2 sessions, $3 indexes */
export const ERASE_CALLS: PreparedStatement = {
  name: 'erase-calls-of-phone',
  text: `
  with legs as (
    update call_leg set party_index = null, party_ciphertext = null
     where pool_id = $1 and session_id = any($2::text[]) and party_index = any($3::bytea[])
  )
  update call_session
     set caller_index = case when caller_index = any($3) then null else caller_index end,
         -- What the caller entered is known from the PIN and the caller.
         pin_digest = case when caller_index = any($3) then null else pin_digest end
   where pool_id = $1 and session_id = any($2)`,
};

/** Paths of some sessions' recordings. $1 sessions, $2 digits, $3 separators */
export const FIND_PATHS_OF_CALLS: PreparedStatement = {
  name: 'find-paths-of-calls',
  text: `
  select pool_id, session_id, recording_id, file_path from recording
   where session_id = any($1::text[]) and translate(file_path, $3, '') like '%' || $2 || '%'`,
};

/** Of all recordings. $1 digits, $2 separators */
export const FIND_PATHS = `
  select pool_id, session_id, recording_id, file_path from recording
   where translate(file_path, $2, '') like '%' || $1 || '%'`;

/** $1 pool, $2 session, $3 recording */
export const ERASE_PATH: PreparedStatement = {
  name: 'erase-path-of-recording',
  text: `
  update recording set file_path = null
   where pool_id = $1 and session_id = $2 and recording_id = $3`,
};

/**
 * Which calls are a phone's, and which of their legs, newest first.
 * $1 indexes, $2 time and $3 session of the last one shown or null, $4 limit, $5 days that they are
 * kept, or 0
 */
export const LIST_CALLS_OF_PHONE = `
  with own as (
    select pool_id, session_id, array_agg(distinct leg) as legs,
           array_remove(array_agg(distinct call_id), null) as call_ids
      from (
        select pool_id, session_id, 'A' as leg, null as call_id
          from call_session where caller_index = any($1::bytea[])
        union all
        select pool_id, session_id, leg, call_id from call_leg where party_index = any($1)) known
     group by pool_id, session_id
  )
  select own.*, s.created_at::text as created_at_text,
         case when $5::integer > 0 then s.created_at + make_interval(days => $5) end as kept_until
    from own
    join call_session s using (pool_id, session_id)
   where $2::timestamptz is null or (s.created_at, s.session_id) < ($2, $3)
   order by s.created_at desc, s.session_id desc
   limit $4`;

/** $1 pools, $2 sessions, $3 hours after which a call without a summary is unknown */
export const SELECT_CALLS: PreparedStatement = {
  name: 'select-calls',
  text: `${selectSession('$3::integer')}
   where (s.pool_id, s.session_id) in (select * from unnest($1::uuid[], $2::text[]))`,
};
