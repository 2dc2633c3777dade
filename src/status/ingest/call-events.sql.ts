/**
 * What is told of calls. There are many of them and a person is on the line, so nothing is written if
 * no endpoint wants it; call records have it all. Calls to numbers of no pool are nobody's.
 */
import { isoTime, tellEvents } from '../../events/index.js';
import { NO_POOL } from './no-pool.js';
import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';

const PARTICULARS = `'sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role`;

/**
 * call.started and call.refused, each once for a session; of one that waits for a PIN, nothing yet.
 * @param source CTE or table with columns of `call_session`, as the statement has just decided them
 */
export const tellDecided = (source: string): string =>
  tellEvents(
    'told_decided',
    `select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as place,
            jsonb_build_object(${PARTICULARS}, 'reason', s.reason) as payload
       from ${source} s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '${NO_POOL}'`,
    { isOnce: true, isForSubscribers: true },
  );

/** The columns of sessions that ended, with their outcome, whether a report has changed it, and when. */
const endedSessions = (source: string): string => `
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then ${talkSeconds('s')} end as talked
                       from (select s.*, ${endedOutcome('s')} as outcome from ${source} s
                              where s.session_status is not null
                                and s.pool_id <> '${NO_POOL}') s) s) s`;

/** The events of a session, `told`; of a correction the key has its content, so that each is written once. */
const eventsOf = (isCorrected: string, previousOutcome: string): string => `
     select s.pool_id, told.type, s.booking_id,
            told.kind || ':' || s.session_id || case when ${isCorrected}
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + told.place as place,
            jsonb_build_object(${PARTICULARS}, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', ${isoTime('s.started_at')},
              'endedAt', ${isoTime('s.ended_at')})
              || case when ${isCorrected}
                then jsonb_build_object('previousOutcome', ${previousOutcome})
                else '{}'::jsonb end as payload`;

const TOLD = `
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as told (type, kind, place, applies)`;

const ONCE = { isOnce: true, isForSubscribers: true };

/**
 * call.answered or call.missed, and call.ended, of sessions that ended: once for each session, and again
 * when a later report changed the outcome or the talk time. Such a correction names the outcome that it
 * replaces, and its time is that of the moment when the session was locked: it is later than that of the
 * event that it corrects.
 * @param source CTE with the columns that decide the outcome
 */
export const tellCallEnded = (source: string): string =>
  tellEvents(
    'told_call_ended',
    `${eventsOf('s.is_corrected', 's.previous_outcome')}
       from ${endedSessions(source)} ${TOLD}
      where told.applies and (s.previous_outcome is null or s.is_corrected)`,
    ONCE,
  );

/**
 * The same of sessions of which nobody knows whether their end was told before. If it was, with another
 * content than now, it is corrected: the reports of a session whose call handle has not come are stored by
 * one statement and told of by the next, so that what a row says of before can be newer than what was told.
 * An end that somebody else tells at this moment is not seen, and corrected all the same.
 */
export const tellCallEndedAgain = (source: string): string =>
  `${tellEvents(
    'told_call_ended',
    `${eventsOf('false', 'null')} from ${endedSessions(source)} ${TOLD} where told.applies`,
    ONCE,
  )}, ${tellEvents(
    'told_call_corrected',
    `${eventsOf('true', 'coalesce(before.outcome, s.previous_outcome)')}
       from ${endedSessions(source)} ${TOLD}
       left join lateral (
         select first.payload ->> 'outcome' as outcome, first.payload ->> 'talkSeconds' as talked
           from outbox_event first
          where first.once_key = 'ended:' || s.session_id and first.pool_id = s.pool_id
          limit 1) before on true
      where told.applies
        and (before.outcome, before.talked) is distinct from (s.outcome, s.talked::text)
        and not exists (
          select from told_call_ended written
           where written.once_key = told.kind || ':' || s.session_id
             and written.pool_id = s.pool_id)`,
    ONCE,
  )}`;
