import { contactRefusals, findContact, isVirtualCaller } from '../../booking/index.js';
import { HAS_SUBSCRIPTIONS } from '../../events/index.js';
import { rows, statement } from '../../platform/database/index.js';
import { dialledNumber, NO_POOL } from '../../status/index.js';
import { emitDecidedTexts } from '../message-events.sql.js';
import { changeOptOuts, hasOptedOut } from '../opt-outs/opt-out.sql.js';
import { keptUntil } from '../model/kept-text.sql.js';
import { MAX_TEXT_LENGTH, REPLIED_REFUSALS } from './text-reasons.js';

const TEXTS = rows({
  position: 'ordinal',
  /** Of the new message. */
  id: 'uuid',
  umid: 'text',
  subAccountId: 'text?',
  /** The number that the text was sent to. */
  msisdn: 'text?',
  /** The sender. */
  callerIndex: 'bytea?',
  /** If the text is a word: the sender, encrypted for an opt-out with the id of the message. */
  personCiphertext: 'bytea?',
  /** The word that the text consists of. */
  word: 'text?',
  textCiphertext: 'bytea',
  length: 'integer',
  carrierAt: 'timestamptz?',
  price: 'float8?',
  currency: 'text?',
  /** Whether the pool's hook was asked, and what it replies to the sender. */
  isAsked: 'boolean',
  hookReply: 'text?',
});

/**
 * Counts the sender's texts to the number in the last minute, on all replicas. The concatenation
 * keeps other indexes out of the plan (ADR 7).
 */
const TEXTS_OF_LAST_MINUTE = `(
  select count(*) from message sent
   where sent.sender_index = input.caller_index and sent.virtual_number || '' = n.msisdn
     and sent.position = 0 and sent.received_at > now() - interval '1 minute')`;

const IN_SUB_ACCOUNT = 'p.sms_sub_account_id = input.sub_account_id';

/** The columns of every decided text. */
const DECIDED = `input.*, n.id as virtual_number_id, n.msisdn as number_of_ours, r.booking_id,
           nullif(p.message_retention_hours, 0) as kept_hours, r.caller_role, r.callee_role,
           r.callee_index, shown.msisdn as source,
           b.status = 'active' and b.idle_ttl_seconds is not null as moves_end`;

/** When the text moves the end of its booking; null: it does not. */
const USED_AT = `case when decided.moves_end then statement_timestamp() end`;

const isKeyword = (list: 'stop' | 'start' | 'help'): string =>
  `p.message_keywords -> '${list}' ? input.word`;

/** As the refusals of calls: the first condition that is true counts. */
const REFUSALS: readonly (readonly [condition: string, reason: string])[] = [
  [`n.id is null`, `'unknown-number'`],
  [`n.state = 'disabled'`, `'number-disabled'`],
  [`input.caller_index is null`, `'caller-withheld'`],
  // A text from a number of ours is a loop.
  [`r.booking_id is null and ${isVirtualCaller('sms_sub_account_id')}`, `'caller-is-virtual'`],
  [isKeyword('stop'), `'keyword-stop'`],
  [isKeyword('start'), `'keyword-start'`],
  [isKeyword('help'), `'keyword-help'`],
  [`p.max_messages_per_minute <= ${TEXTS_OF_LAST_MINUTE}`, `'too-many-messages'`],
  [`r.booking_id is null`, `'not-a-party'`],
  ...contactRefusals('sms'),
  [`not shown.can_sms`, `'channel-off'`],
  [`input.length > ${MAX_TEXT_LENGTH}`, `'too-long'`],
  [hasOptedOut('r.callee_index', 'shown.id'), `'opted-out'`],
];

const REPLIED = REPLIED_REFUSALS.map((reason) => `'${reason}'`).join(', ');

/** The pool's reply to the sender; null: none. A person who opted out gets none. */
const REPLY = `
  case when decided.reason in (${REPLIED}, 'keyword-help')
            and not ${hasOptedOut('decided.caller_index', 'decided.virtual_number_id')}
    then coalesce(case decided.reason when 'not-a-party' then hook_reply end,
           message_replies ->> case decided.reason when 'keyword-help' then 'help' else 'refused' end)
  end`;

/**
 * Whether the pool's hook must be asked about a sender without a booking, so that nothing is recorded
 * yet. A repeated message is not asked about again; it is found by a scalar subquery, because for EXISTS
 * PostgreSQL might hash the whole table.
 */
const AWAITS_HOOK = `(decided.reason = 'not-a-party' and decision_hook is not distinct from 'everyone' and not is_asked
    and (select known.id from message known
          where known.inbound_umid = decided.umid limit 1) is null)`;

/**
 * Decides texts, stores the accepted ones encrypted and the reasons of the others, changes opt-outs
 * and emits events, in one statement and one commit: what is acknowledged to 8x8 is kept. The route
 * check is that of a call. A text that 8x8 delivers again violates the unique index of its `umid`,
 * which decides the race between replicas; nothing of it is stored, and `is_new` is false.
 *
 * A text whose sender has no booking is not recorded if the pool's hook must be asked about it
 * (`awaits_hook`); it is then decided again.
 *
 * Returns one row per text. `used_at` is set if the text moves the end of its booking.
 */
export const DECIDE_TEXTS = statement(
  'decide-texts',
  { texts: TEXTS },
  (p) => `
  with input as materialized (
    select * from ${p.texts}
  ), decided as materialized (
    select ${DECIDED}, coalesce(p.id, '${NO_POOL}') as pool_id, p.message_replies,
           p.decision_hook,
           case ${REFUSALS.map(([condition, reason]) => `when ${condition} then ${reason}`).join('\n             ')}
             else 'callable' end as reason
      from input ${findContact('left join', IN_SUB_ACCOUNT)}
  ), recorded as (
    insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number,
                         virtual_number_id, source, sender_role, receiver_role, sender_index,
                         receiver_index, text_ciphertext, text_kept_until, length, state, reason, queued_at, due_at,
                         inbound_price, inbound_currency)
    select pool_id, id, 'text', umid, booking_id,
           ${dialledNumber('msisdn', 'virtual_number_id is not null')}, virtual_number_id,
           case when reason = 'callable' then source end, caller_role, callee_role, caller_index,
           case when reason = 'callable' then callee_index end,
           case when reason = 'callable' then text_ciphertext end,
           case when reason = 'callable' then ${keptUntil('kept_hours')} end, length,
           case reason when 'callable' then 'forwarding' else 'refused' end,
           nullif(reason, 'callable'),
           statement_timestamp() + position * interval '1 microsecond', statement_timestamp(),
           price, currency
      from decided
     where not ${AWAITS_HOOK}
     -- The same lock order in each statement prevents deadlocks between repeated messages.
     order by umid, pool_id
    on conflict do nothing
    returning *
  ), ${emitDecidedTexts('recorded')}, ${changeOptOuts('decided', 'recorded')}
  select decided.position, decided.pool_id, decided.booking_id, decided.virtual_number_id,
         decided.number_of_ours as virtual_number, decided.reason,
         recorded.id is not null as is_new,
         case when recorded.id is not null then ${REPLY} end as reply,
         ${AWAITS_HOOK} as awaits_hook,
         case when decided.reason = 'callable' then ${USED_AT} end as used_at,
         ${HAS_SUBSCRIPTIONS} as has_subscriptions
    from decided
    left join recorded on recorded.id = decided.id`,
);

/**
 * Decides and stores the usual texts: those that arrive for the first time and may be forwarded.
 * Returns no row for any other text, and records nothing for it. The conditions are those of
 * `DECIDE_TEXTS`; as for calls, the plan has half the nodes without outer joins, keywords, replies
 * and the branches of refusals.
 * @param withEvents otherwise nothing is decided while anybody subscribes to events
 */
const decideUsual = (texts: string, withEvents: boolean): string => `
  with decided as materialized (
    select ${DECIDED}, p.id as pool_id
      from (select * from ${texts}) input ${findContact('join', IN_SUB_ACCOUNT)}
     where ${withEvents ? 'true' : `not ${HAS_SUBSCRIPTIONS}`}
       ${REFUSALS.map(([refused]) => `and (${refused}) is not true`).join('\n       ')}
  ), recorded as (
    insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number,
                         virtual_number_id, source, sender_role, receiver_role, sender_index,
                         receiver_index, text_ciphertext, text_kept_until, length, state,
                         queued_at, due_at, inbound_price, inbound_currency)
    select pool_id, id, 'text', umid, booking_id, number_of_ours, virtual_number_id, source,
           caller_role, callee_role, caller_index, callee_index, text_ciphertext,
           ${keptUntil('kept_hours')}, length, 'forwarding',
           statement_timestamp() + position * interval '1 microsecond', statement_timestamp(),
           price, currency
      from decided
     -- The lock order of DECIDE_TEXTS prevents deadlocks between repeated messages.
     order by umid, pool_id
    on conflict do nothing
    returning ${withEvents ? '*' : 'id'}
  )${withEvents ? `, ${emitDecidedTexts('recorded')}` : ''}
  select decided.position, decided.pool_id, decided.booking_id, decided.virtual_number_id,
         number_of_ours as virtual_number, 'callable' as reason, true as is_new, null as reply,
         false as awaits_hook, ${USED_AT} as used_at,
         ${withEvents ? HAS_SUBSCRIPTIONS : 'false'} as has_subscriptions
    from recorded
    join decided using (id)`;

export const DECIDE_USUAL_TEXTS = statement('decide-usual-texts', { texts: TEXTS }, (p) =>
  decideUsual(p.texts, false),
);

export const DECIDE_USUAL_TEXTS_WITH_EVENTS = statement(
  'decide-usual-texts-with-events',
  { texts: TEXTS },
  (p) => decideUsual(p.texts, true),
);
