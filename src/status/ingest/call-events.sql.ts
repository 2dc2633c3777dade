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

const decidedEvents = (source: string): string => `
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object(${PARTICULARS}, 'reason', s.reason) as payload
       from ${source} s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '${NO_POOL}'`;

/**
 * Selects the sessions that ended, with their outcome, whether it has changed since their events, and the
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
 * Selects the events of the end of sessions. The key of a correction contains the outcome, so that
 * each correction is written once.
 */
const endEvents = (source: string): string => `
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object(${PARTICULARS}, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', ${isoTime('s.started_at')},
              'endedAt', ${isoTime('s.ended_at')})
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from ${endedSessions(source)}
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)`;

const ONCE = { isOnce: true, isForSubscribers: true };

/**
 * Emits call.started or call.refused, once per session; emits nothing while a PIN is awaited. Only
 * for sessions that cannot have ended: see `emitDecidedAndCorrected`.
 * @param source CTE or table with columns of `call_session` as they were just decided
 */
export const emitDecided = (source: string): string =>
  emitEvents('decided_event', decidedEvents(source), ONCE);

/**
 * Emits call.answered or call.missed, and call.ended, for sessions that ended: once per session,
 * and again when a later report changes the outcome or the talk time. Such a correction contains
 * the previous outcome. Its time is when the session was locked, so it is later than that of the
 * corrected event.
 * @param source CTE with the columns that determine the outcome
 */
export const emitCallEnded = (source: string): string =>
  emitEvents('call_ended_event', endEvents(source), ONCE);

/**
 * Emits the events of a decision on sessions that may have ended already: those of `emitDecided`,
 * and those of `emitCallEnded` if the decision changes the outcome.
 * @param source CTE that has updated `call_session` with `keepEmittedEnd`, and returns ENDED_COLUMNS
 */
export const emitDecidedAndCorrected = (source: string): string =>
  emitEvents('decided_event', `${decidedEvents(source)} union all ${endEvents(source)}`, ONCE);
