/**
 * CTEs that emit call events. There are many calls and each has a person waiting, so an event is written only
 * if a subscription wants it; call records are complete in any case. Calls to numbers without a pool have no
 * events.
 */
import { isoTime, emitEvents } from '../../events/index.js';
import { NO_POOL } from './pool-of-message.sql.js';
import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';

const PARTICULARS = `'sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role`;

/**
 * Emits call.started or call.refused, once per session; emits nothing while a PIN is awaited.
 * @param source CTE or table with columns of `call_session` as they were just decided
 */
export const emitDecided = (source: string): string =>
  emitEvents(
    'decided_event',
    `select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object(${PARTICULARS}, 'reason', s.reason) as payload
       from ${source} s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '${NO_POOL}'`,
    { isOnce: true, isForSubscribers: true },
  );

/**
 * Selects the sessions that ended, with their outcome, whether a report changed it, and the
 * microseconds since the statement began.
 */
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

/**
 * Selects the events of a session. The key of a correction contains the outcome, so that each correction is
 * written once.
 */
const eventsOf = (isCorrected: string, previousOutcome: string): string => `
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when ${isCorrected}
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object(${PARTICULARS}, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', ${isoTime('s.started_at')},
              'endedAt', ${isoTime('s.ended_at')})
              || case when ${isCorrected}
                then jsonb_build_object('previousOutcome', ${previousOutcome})
                else '{}'::jsonb end as payload`;

const EVENT = `
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)`;

const ONCE = { isOnce: true, isForSubscribers: true };

/**
 * Emits call.answered or call.missed, and call.ended, for sessions that ended: once per session,
 * and again when a later report changes the outcome or the talk time. Such a correction contains
 * the previous outcome. Its time is when the session was locked, so it is later than that of the
 * corrected event.
 * @param source CTE with the columns that determine the outcome
 */
export const emitCallEnded = (source: string): string =>
  emitEvents(
    'call_ended_event',
    `${eventsOf('s.is_corrected', 's.previous_outcome')}
       from ${endedSessions(source)} ${EVENT}
      where event.applies and (s.previous_outcome is null or s.is_corrected)`,
    ONCE,
  );

/**
 * Emits the same events for sessions whose end events may exist already, and corrects existing
 * events with other content. Without a call handle, one statement stores the reports and the next
 * one emits the events, so the previous outcome in the row can be newer than the last event. An
 * event of a concurrent transaction is not visible yet, but is corrected too.
 */
export const emitCallEndedAgain = (source: string): string =>
  `${emitEvents(
    'call_ended_event',
    `${eventsOf('false', 'null')} from ${endedSessions(source)} ${EVENT} where event.applies`,
    ONCE,
  )}, ${emitEvents(
    'call_corrected_event',
    `${eventsOf('true', 'coalesce(before.outcome, s.previous_outcome)')}
       from ${endedSessions(source)} ${EVENT}
       left join lateral (
         select first.payload ->> 'outcome' as outcome, first.payload ->> 'talkSeconds' as talked
           from outbox_event first
          where first.once_key = 'ended:' || s.session_id and first.pool_id = s.pool_id
          limit 1) before on true
      where event.applies
        and (before.outcome, before.talked) is distinct from (s.outcome, s.talked::text)
        and not exists (
          select from call_ended_event written
           where written.once_key = event.kind || ':' || s.session_id
             and written.pool_id = s.pool_id)`,
    ONCE,
  )}`;
