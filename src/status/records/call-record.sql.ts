import { statement } from '../../platform/database/index.js';
import { outcome, talkSeconds } from './outcome.sql.js';

/** The time at which a call `s` was created, in the same expression as the index. */
export const TIME = `(s.created_at at time zone 'UTC')`;

/**
 * Selects the columns of SessionRow. If the summary and earlier reports assign a call id to
 * different legs, the summary's leg is used.
 * @param unknownAfterHours SQL, as for `outcome`
 */
export const selectSession = (unknownAfterHours: string): string => `
  select s.*, result.outcome, case when result.outcome = 'answered' then ${talkSeconds('s')} end as talked_seconds,
         s.created_at::text as created_at_text, p.name as pool_name,
         coalesce((
           select json_agg(json_build_object(
                    'callId', l.call_id, 'leg', l.leg, 'state', l.state,
                    'partyCiphertext', encode(l.party_ciphertext, 'base64'),
                    'initiatedAt', l.initiated_at, 'connectedAt', l.connected_at,
                    'disconnectedAt', l.disconnected_at, 'durationSeconds', l.duration_seconds,
                    'mos', l.mos, 'packetLossRate', l.packet_loss_rate, 'jitter', l.jitter)
                  order by l.leg, l.call_id)
             from call_leg l
            where l.pool_id = s.pool_id and l.session_id = s.session_id
              and not exists (
                select from call_leg better
                 where better.pool_id = l.pool_id and better.session_id = l.session_id
                   and better.call_id = l.call_id and better.leg <> l.leg
                   and better.state_rank > l.state_rank)), '[]') as legs,
         -- A VRU names no number: it may have arrived before the pool of the session was known.
         coalesce((
           select json_agg(json_build_object(
                    'recordingId', one.recording_id, 'status', one.status,
                    'durationSeconds', one.duration_seconds, 'filePath', one.file_path)
                  order by one.recording_id)
             from (select distinct on (r.recording_id) r.*
                     from recording r where r.session_id = s.session_id
                    order by r.recording_id, r.status_rank desc, r.status collate "C" desc) one), '[]')
           as recordings,
         phone.position as caller_position, phone.number_ciphertext as caller_ciphertext
    from call_session s
    cross join lateral (select ${outcome(unknownAfterHours)} as outcome) result
    left join pool p on p.id = s.pool_id
    -- The phone of a party, if the caller is one; the number of another caller is in leg A.
    left join lateral (
      select 0 as position, number_ciphertext from party
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      union all
      select position, number_ciphertext from party_alternate
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      limit 1) phone on true`;

/** Finds a call in the given pools, or in all if null. Prefers a session with a decision. */
export const FIND_SESSION = statement(
  'find-session',
  { sessionId: 'text', poolIds: 'uuid[]?', unknownAfterHours: 'integer' },
  (p) => `${selectSession(p.unknownAfterHours)}
   where s.session_id = ${p.sessionId} and (${p.poolIds} is null or s.pool_id = any(${p.poolIds}))
   order by s.decision is null limit 1`,
  { isRepeatable: true },
);
