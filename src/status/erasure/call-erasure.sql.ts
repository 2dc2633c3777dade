/**
 * Statements that find a phone number in calls and erase it; the calls stay. The searches read whole
 * tables (ADR 13).
 */
import { heldUntil } from '../../booking/index.js';
import { rows, statement } from '../../platform/database/index.js';
import { selectSession } from '../records/call-record.sql.js';

/** Finds the calls from and to the phone. */
export const FIND_CALLS = statement(
  'find-calls-of-phone',
  { indexes: 'bytea[]' },
  (p) => `
  select pool_id, session_id from call_session
   where caller_index = any(${p.indexes})
  union
  select pool_id, session_id from call_leg where party_index = any(${p.indexes})
  order by 1, 2`,
);

/**
 * Locks calls in the same order as status messages do.
 * @returns the number of calls that 8x8 has yet to summarise
 */
export const LOCK_CALLS = statement(
  'lock-calls-of-phone',
  { poolId: 'uuid', sessionIds: 'text[]' },
  (p) => `
  with locked as materialized (
    select session_status, created_at from call_session
     where pool_id = ${p.poolId} and session_id = any(${p.sessionIds})
     order by session_id, pool_id
       for no key update
  )
  select count(*)::integer as under_way from locked
   where session_status is null and created_at > now() - interval '1 day'`,
);

/** Erases the phone from calls and their legs. */
export const ERASE_CALLS = statement(
  'erase-calls-of-phone',
  { poolId: 'uuid', sessionIds: 'text[]', indexes: 'bytea[]' },
  (p) => `
  with legs as (
    update call_leg set party_index = null, party_ciphertext = null
     where pool_id = ${p.poolId} and session_id = any(${p.sessionIds})
       and party_index = any(${p.indexes})
  )
  update call_session
     set caller_index = case when caller_index = any(${p.indexes}) then null else caller_index end,
         -- The PIN and the caller are enough to compute the digest of the entry.
         pin_digest = case when caller_index = any(${p.indexes}) then null else pin_digest end
   where pool_id = ${p.poolId} and session_id = any(${p.sessionIds})`,
);

const mentions = (digits: string, separators: string): string =>
  `translate(file_path, ${separators}, '') like '%' || ${digits} || '%'`;

/** Finds recordings of the given sessions whose file path contains the number. */
export const FIND_PATHS_OF_CALLS = statement(
  'find-paths-of-calls',
  { sessionIds: 'text[]', digits: 'text', separators: 'text' },
  (p) => `
  select pool_id, session_id, recording_id, file_path from recording
   where session_id = any(${p.sessionIds}) and ${mentions(p.digits, p.separators)}`,
);

/** Finds recordings whose file path contains the number, among all sessions. */
export const FIND_PATHS = statement(
  'find-paths-of-phone',
  { digits: 'text', separators: 'text' },
  (p) => `
  select pool_id, session_id, recording_id, file_path from recording
   where ${mentions(p.digits, p.separators)}`,
);

export const ERASE_PATH = statement(
  'erase-path-of-recording',
  { poolId: 'uuid', sessionId: 'text', recordingId: 'text' },
  (p) => `
  update recording set file_path = null
   where pool_id = ${p.poolId} and session_id = ${p.sessionId}
     and recording_id = ${p.recordingId}`,
);

/**
 * Lists the calls of a phone with its legs, newest first. `beforeTime` and `beforeSessionId`
 * identify the last call of the previous page; `keptDays` is 0 if calls are kept indefinitely.
 */
export const LIST_CALLS_OF_PHONE = statement(
  'list-calls-of-phone',
  {
    indexes: 'bytea[]',
    beforeTime: 'timestamptz?',
    beforeSessionId: 'text?',
    limit: 'integer',
    keptDays: 'integer',
  },
  (p) => `
  with own as (
    select pool_id, session_id, array_agg(distinct leg) as legs,
           array_remove(array_agg(distinct call_id), null) as call_ids
      from (
        select pool_id, session_id, 'A' as leg, null as call_id
          from call_session where caller_index = any(${p.indexes})
        union all
        select pool_id, session_id, leg, call_id from call_leg
         where party_index = any(${p.indexes})) known
     group by pool_id, session_id
  )
  select own.*, s.created_at::text as created_at_text,
         case when ${p.keptDays} > 0 then greatest(
           s.created_at + make_interval(days => ${p.keptDays}),
           ${heldUntil({ poolId: 's.pool_id', id: 's.booking_id' })}) end as kept_until
    from own
    join call_session s using (pool_id, session_id)
   where ${p.beforeTime} is null
      or (s.created_at, s.session_id) < (${p.beforeTime}, ${p.beforeSessionId})
   order by s.created_at desc, s.session_id desc
   limit ${p.limit}`,
);

/** Selects the records of calls. `unknownAfterHours`: see `outcome`. */
export const SELECT_CALLS = statement(
  'select-calls',
  { calls: rows({ poolId: 'uuid', sessionId: 'text' }), unknownAfterHours: 'integer' },
  (p) => `${selectSession(p.unknownAfterHours)}
   where (s.pool_id, s.session_id) in (select * from ${p.calls})`,
);
