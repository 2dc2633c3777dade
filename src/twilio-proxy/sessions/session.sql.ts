import { STATUS } from '../../booking/index.js';
import { textTimes } from '../../messaging/index.js';
import { rows, statement } from '../../platform/database/index.js';

/** Seconds after the last interaction, without a TTL. Source: Twilio, error 80904: 90 days. */
export const DEFAULT_TTL = 90 * 24 * 60 * 60;

/** The reference of a booking of session `s`. */
const referenceOf = (generation: string): string =>
  `'KC' || replace(s.id::text, '-', '') || case ${generation} when 0 then '' else '.' || ${generation} end`;

/** The reference of the booking with the present participants of session `s`. */
export const REFERENCE = `(${referenceOf('s.generation')})`;

/** The ids of all bookings of session `s`. */
export const BOOKINGS_OF_SESSION = `array(
  select of_session.id
    from generate_series(0, s.generation) as one (generation)
    join booking of_session
      on of_session.reference = ${referenceOf('one.generation')} and of_session.pool_id = s.pool_id)`;

/** When session `s` ends if it has no booking: none yet, or it was deleted after its retention. */
const DRAFT_ENDS_AT = `coalesce(s.date_expiry, coalesce(s.reopened_at, s.created_at)
  + make_interval(secs => case s.ttl when 0 then ${DEFAULT_TTL} else s.ttl end))`;

/** Selects the columns of SessionRow. */
const SELECT_SESSION = `
  select s.id, s.pool_id, s.unique_name, s.generation, s.mode, s.ttl, s.date_expiry, s.created_at,
         s.deleted_interactions, ${BOOKINGS_OF_SESSION} as booking_ids, ${REFERENCE} as reference, b.id as booking_id, greatest(s.updated_at, b.updated_at) as updated_at,
         case when b.id is not null then ${STATUS} end as booking_status,
         least(calls.started_at, texts.first_at) as started_at,
         greatest(calls.last_at, texts.last_at) as last_interaction_at, closing.reason as closed_reason,
         case when closing.reason is not null
           then coalesce(b.ended_at, b.expires_at, s.closed_at, ${DRAFT_ENDS_AT}) end as ended_at,
         (select pool.sms_sub_account_id is not null from pool where pool.id = s.pool_id)
           as has_texts,
         case when closing.reason is not null then 'closed'
              when coalesce(calls.started_at, texts.first_at) is not null or s.reopened_at is not null then 'in-progress'
              else 'open' end as status
    from twilio_session s
    left join booking b on b.reference = ${REFERENCE} and b.pool_id = s.pool_id
    cross join lateral (
      select min(c.decided_at) as started_at, max(greatest(c.decided_at, c.ended_at)) as last_at
        from call_session c
       where c.booking_id = any(${BOOKINGS_OF_SESSION}) and c.decision = 'connect') calls
    cross join lateral (${textTimes(BOOKINGS_OF_SESSION)}) texts
    cross join lateral (
      select case when b.id is null and s.closed_at is not null then 'api'
                  when b.id is null and ${DRAFT_ENDS_AT} <= statement_timestamp() then 'ttl'
                  when b.id is null then null
                  when ${STATUS} in ('completed', 'cancelled') then 'api'
                  when ${STATUS} = 'expired' then 'ttl' end as reason) closing`;

const OF_SERVICE = { poolId: 'uuid' } as const;
const ONE = { ...OF_SERVICE, id: 'uuid' } as const;

export const FIND_SESSION = statement(
  'find-twilio-session',
  ONE,
  (p) => `${SELECT_SESSION} where s.id = ${p.id} and s.pool_id = ${p.poolId}`,
);

export const FIND_SESSION_BY_NAME = statement(
  'find-twilio-session-by-name',
  { ...OF_SERVICE, uniqueName: 'text' },
  (p) => `${SELECT_SESSION} where s.unique_name = ${p.uniqueName} and s.pool_id = ${p.poolId}`,
);

/** Lists the sessions of a service, newest first, after the given one. */
export const LIST_SESSIONS = statement(
  'list-twilio-sessions',
  { ...OF_SERVICE, limit: 'integer', afterId: 'uuid?' },
  (p) => `${SELECT_SESSION}
   where s.pool_id = ${p.poolId} and (${p.afterId} is null or s.id < ${p.afterId})
   order by s.id desc
   limit ${p.limit}`,
);

/** Lists the sessions before the given one, the nearest first. */
export const LIST_SESSIONS_BEFORE = statement(
  'list-twilio-sessions-before',
  { ...OF_SERVICE, limit: 'integer', beforeId: 'uuid' },
  (p) => `${SELECT_SESSION}
   where s.pool_id = ${p.poolId} and s.id > ${p.beforeId}
   order by s.id
   limit ${p.limit}`,
);

/** Writes a session with its participants. Returns no row if its unique name is taken. */
export const INSERT_SESSION = statement(
  'insert-twilio-session',
  {
    ...ONE,
    uniqueName: 'text?',
    mode: 'text',
    ttl: 'integer',
    dateExpiry: 'timestamptz?',
    participants: rows({ role: 'text', friendlyName: 'text?' }),
  },
  (p) => `
  with written as (
    insert into twilio_session (id, pool_id, unique_name, mode, ttl, date_expiry)
    values (${p.id}, ${p.poolId}, ${p.uniqueName}, ${p.mode}, ${p.ttl}, ${p.dateExpiry})
    on conflict (unique_name, pool_id) do nothing
    returning id, pool_id
  ), named as (
    insert into twilio_participant (session_id, role, pool_id, friendly_name)
    select written.id, participants.role, written.pool_id, participants.friendly_name
      from written cross join ${p.participants}
  )
  select id from written`,
);

export const SET_SESSION_TIMES = statement(
  'set-times-of-twilio-session',
  { ...ONE, ttl: 'integer', dateExpiry: 'timestamptz?' },
  (p) => `
  update twilio_session
     set ttl = ${p.ttl}, date_expiry = ${p.dateExpiry}, updated_at = statement_timestamp()
   where id = ${p.id} and pool_id = ${p.poolId}`,
);

export const SET_SESSION_MODE = statement(
  'set-mode-of-twilio-session',
  { ...ONE, mode: 'text' },
  (p) => `
  update twilio_session set mode = ${p.mode}, updated_at = statement_timestamp()
   where id = ${p.id} and pool_id = ${p.poolId}`,
);

/** Notes that a session was closed, which counts if it has no booking, or no longer. */
export const CLOSE_SESSION = statement(
  'close-twilio-session',
  ONE,
  (p) => `
  update twilio_session
     set closed_at = coalesce(closed_at, statement_timestamp()), updated_at = statement_timestamp()
   where id = ${p.id} and pool_id = ${p.poolId}`,
);

export const REOPEN_SESSION = statement(
  'reopen-twilio-session',
  ONE,
  (p) => `
  update twilio_session
     set closed_at = null, reopened_at = statement_timestamp(), updated_at = statement_timestamp()
   where id = ${p.id} and pool_id = ${p.poolId}`,
);

/** Forgets the last participant. The next one gets a new booking. */
export const BEGIN_GENERATION = statement(
  'begin-generation-of-twilio-session',
  { ...ONE, generation: 'integer', role: 'text' },
  (p) => `
  with forgotten as (
    delete from twilio_participant
     where session_id = ${p.id} and role = ${p.role} and pool_id = ${p.poolId}
  )
  update twilio_session set generation = ${p.generation}, updated_at = statement_timestamp()
   where id = ${p.id} and pool_id = ${p.poolId} and generation < ${p.generation}`,
);

export const DELETE_SESSION = statement(
  'delete-twilio-session',
  ONE,
  (p) => `delete from twilio_session where id = ${p.id} and pool_id = ${p.poolId}`,
);

export const DELETE_INTERACTION = statement(
  'delete-interaction-of-twilio-session',
  { ...ONE, interactionSid: 'text' },
  (p) => `
  update twilio_session
     set deleted_interactions = array_append(deleted_interactions, ${p.interactionSid})
   where id = ${p.id} and pool_id = ${p.poolId}
     and not ${p.interactionSid} = any(deleted_interactions)`,
);
