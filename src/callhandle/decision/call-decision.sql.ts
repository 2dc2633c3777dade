import {
  contactRefusals,
  findContact,
  IS_RECORDED,
  isQuiet,
  isVirtualCaller,
} from '../../booking/index.js';
import { HAS_SUBSCRIPTIONS } from '../../events/index.js';
import { rows, statement } from '../../platform/database/index.js';
import { messagesFor } from '../../pool/index.js';
import {
  dialledNumber,
  emitDecided,
  emitDecidedAndCorrected,
  ENDED_COLUMNS,
  keepEmittedEnd,
  NO_POOL,
} from '../../status/index.js';

/** The values of a usual call. */
const USUAL_CALL = {
  position: 'ordinal',
  sessionId: 'text',
  /** The dialled number. */
  msisdn: 'text?',
  callerIndex: 'bytea?',
  subAccountId: 'text?',
  /** Identifies this decision. */
  attemptId: 'uuid?',
} as const;

/** One row per call. */
const USUAL_CALLS = rows(USUAL_CALL);

export const CALL_COLUMNS = {
  ...USUAL_CALL,
  /** Calling code of the caller's number, for the language of messages. */
  callingCode: 'text?',
} as const;
const CALLS = rows(CALL_COLUMNS);

/**
 * Counts the caller's calls to the number in the last minute. The count is in the database, so it
 * covers all replicas. The concatenation rules out the index by number: a plan that was made while
 * the table was empty must use the index by caller (ADR 7).
 */
const CALLS_OF_LAST_MINUTE = `(
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')`;

/** The pool's messages in the language of the calling party, or of its calling code. */
const MESSAGES = messagesFor(
  `(select party.language from party
     where party.pool_id = r.pool_id and party.booking_id = r.booking_id
       and party.role = r.caller_role)`,
  'input.calling_code',
);

/** Finds the number, pool, route and booking of a call. */
const found = (join: 'join' | 'left join'): string =>
  findContact(join, 'p.sub_account_id = input.sub_account_id');

/**
 * Why a call is not connected: conditions with their reasons, SQL expressions. The first condition
 * that is true counts. Times are compared by the database's clock.
 * @param isNew condition: the session has no decision yet. A repeated message does not count
 *   towards the caller's limit.
 */
const refusals = (isNew: string): readonly (readonly [condition: string, reason: string])[] => [
  [`n.id is null`, `'unknown-number'`],
  [`n.state = 'disabled'`, `'number-disabled'`],
  [
    `input.caller_index is null`,
    `case when p.party_pin then 'pin-required' else 'caller-withheld' end`,
  ],
  [`${isNew} and p.max_calls_per_minute <= ${CALLS_OF_LAST_MINUTE}`, `'too-many-calls'`],
  [
    `r.booking_id is null`,
    `case when ${isVirtualCaller('sub_account_id')}
          then 'caller-is-virtual'
          when p.party_pin then 'pin-required'
          else 'not-a-party' end`,
  ],
  ...contactRefusals('voice'),
  [isQuiet({ booking: 'b', pool: 'p', route: 'r' }), `'quiet-hours'`],
];

/** The columns of every decided call. The key of the route is selected, to be compared. */
const DECIDED = `input.position, input.session_id, coalesce(n.msisdn, input.msisdn) as msisdn,
           coalesce(r.caller_index, input.caller_index) as caller_index,
           n.id as virtual_number_id, p.id as pool_id, r.booking_id, r.caller_role, r.callee_role,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           ${IS_RECORDED} as call_recording`;

/** Returns the CTE that decides each call; only `callable` connects. */
export const decided = (calls: string): string => `
  decided as materialized (
    select ${DECIDED}, b.announcement, ${MESSAGES} as messages, p.decision_hook, input.attempt_id,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case ${refusals('prior.decision is null')
             .map(([condition, reason]) => `when ${condition} then ${reason}`)
             .join('\n             ')}
             else 'callable' end as reason
      from (select * from ${calls}) input ${found('left join')}
      left join lateral (
        -- The limit makes the planner look up each session by its key instead of reading the pool's.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '${NO_POOL}') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  )`;

/**
 * Whether the pool's decision hook must be asked, so that the decision is not final: about a first
 * message that would connect, and about callers without a booking if the pool wants that. The hook
 * is asked again for a repeated message of such a caller, because whom it named is not stored.
 */
const AWAITS_HOOK = `(decision_hook is not null
    and (reason = 'callable' and prior_decision is null
      or reason = 'not-a-party' and decision_hook = 'everyone'
        and (prior_decision is null or prior_reason is not distinct from 'hook-connected')))`;

/**
 * Decides and records the usual calls: the first message of a session, from a party of a callable
 * booking in a pool without a decision hook. Returns no row for any other call, and records nothing for it. The conditions are those
 * of `DECIDE_CALLS`, but without outer joins and the branches of refusals the plan has half the
 * nodes, and for a single call setting them up takes longer than running them.
 * @param withEvents otherwise nothing is decided while anybody subscribes to events
 */
const decideUsual = (calls: string, withEvents: boolean): string => `
  with decided as materialized (
    select ${DECIDED}, coalesce(b.announcement, p.messages -> 'announcement') as announcement,
           input.attempt_id
      from (select * from ${calls}) input ${found('join')}
     where ${withEvents ? 'true' : `not ${HAS_SUBSCRIPTIONS}`}
       and p.decision_hook is null
       ${refusals('true')
         .map(([refused]) => `and (${refused}) is not true`)
         .join('\n       ')}
       -- DECIDE_CALLS selects the language.
       and p.languages = '[]'
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select pool_id, session_id, booking_id, msisdn, 'connect', 'callable', caller_role,
           callee_role, caller_index, now(), attempt_id
      from decided
     -- The same lock order as for status messages of these calls prevents deadlocks.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do nothing
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role
  )${withEvents ? `, ${emitDecided('recorded')}` : ''}
  select decided.*, 'callable' as reason, null as prior_decision,
         ${withEvents ? HAS_SUBSCRIPTIONS : 'false'} as has_subscriptions
    from recorded
    join decided using (session_id, pool_id)`;

export const DECIDE_USUAL_CALLS = statement('decide-usual-calls', { calls: USUAL_CALLS }, (p) =>
  decideUsual(p.calls, false),
);

export const DECIDE_USUAL_CALLS_WITH_EVENTS = statement(
  'decide-usual-calls-with-events',
  { calls: USUAL_CALLS },
  (p) => decideUsual(p.calls, true),
);

/**
 * Decides any calls, records the decisions and emits their events, in one statement and one commit.
 * Every decision is therefore recorded before it is answered. Status messages may have created the
 * session already, or even ended it: then a changed outcome is corrected. An earlier decision is
 * kept. A decision that awaits a hook is not recorded: `RECORD_ANSWERED` does that with the hook's
 * answer.
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
     where prior_decision is null and not ${AWAITS_HOOK}
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id,
${keepEmittedEnd('call_session')}
    where call_session.decision is null
    returning ${ENDED_COLUMNS}
  ), ${emitDecidedAndCorrected('recorded')}
  select *, ${AWAITS_HOOK} as awaits_hook, ${HAS_SUBSCRIPTIONS} as has_subscriptions from decided`,
);

/** Returns the decisions that calls would get now, without recording them. */
export const EXPLAIN_CALLS = statement(
  'explain-calls',
  { calls: CALLS },
  (p) => `
  with ${decided(p.calls)}
  select *, ${AWAITS_HOOK} as awaits_hook, false as has_subscriptions from decided`,
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
    update call_session set decision = 'refuse', reason = ${p.reason},
${keepEmittedEnd('call_session')}
     where session_id = ${p.sessionId} and attempt_id = ${p.attemptId} and decision = 'connect'
    returning *
  ), ${emitDecidedAndCorrected('recorded')}
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
