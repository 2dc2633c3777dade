/**
 * Statements that claim texts. A text is in the state `sending` from its claim until its outcome is
 * stored, so it is claimed once, by one replica.
 */
import { isBlocked } from '../../booking/index.js';
import { LONG_STATEMENT_MS, rows, statement } from '../../platform/database/index.js';
import { KEPT_TEXT } from '../model/kept-text.sql.js';
import { emitSentTexts } from '../message-events.sql.js';
import { hasOptedOut } from '../opt-outs/opt-out.sql.js';

/** Which texts a statement concerns, for the case that one of them makes it fail. */
const CHOICE = { except: 'uuid[]', only: 'uuid[]?' } as const;
const isChosen = (p: Record<keyof typeof CHOICE, string>): string =>
  `m.id <> all(${p.except}) and (${p.only} is null or m.id = any(${p.only}))`;

/** A text that waits for longer is not sent, because it is no longer of use. */
const MAX_AGE = `interval '4 hours'`;

/**
 * Condition: an earlier text to the receiver is not sent yet. It is decided by the snapshot of the
 * statement. That is safe, because no text becomes waiting again once a later one could be claimed:
 * a text leaves `sending` either for `forwarding`, which keeps the later ones waiting, or for good.
 */
const hasEarlier = (except: string): string => `exists (
  select from message earlier
   where earlier.receiver_index = m.receiver_index and earlier.pool_id = m.pool_id
     and earlier.state in ('forwarding', 'sending') and earlier.id <> all(${except})
     and (earlier.queued_at, earlier.position, earlier.id) < (m.queued_at, m.position, m.id))`;

/**
 * Why a claimed text is not sent after all; null: it is. What was decided when it arrived may have
 * changed since.
 */
const OBSTACLE = `case
  when p.sms_sub_account_id is null then 'channel-off'
  when m.received_at <= statement_timestamp() - ${MAX_AGE} then 'expired'
  when ${hasOptedOut('m.receiver_index', 'shown.id')} then 'opted-out'
  when m.kind = 'reply' then null
  when r.booking_id is distinct from m.booking_id
    or r.callable_until <= statement_timestamp() then 'booking-ended'
  when m.kind <> 'system' and r.callee_index is distinct from m.receiver_index
    then 'party-changed'
  when ${isBlocked({
    caller: `case m.kind when 'system' then r.callee_index else r.caller_index end`,
    callee: `case m.kind when 'system' then r.caller_index else r.callee_index end`,
    poolId: 'r.pool_id',
    at: 'statement_timestamp()',
  })} then 'blocked' end`;

/**
 * Claims due texts, the earliest of each receiver, and returns them with their routes. Leaves out
 * set-aside texts (`except`), for which no other text waits, and claims only some texts if `only` is
 * given. It is one
 * statement, so that of several replicas one gets a text: the others skip the locked row, and later
 * see its new state.
 */
export const CLAIM_TEXTS = statement(
  'claim-texts',
  { claim: 'uuid', limit: 'integer', leaseSeconds: 'float8', ...CHOICE },
  (p) => `
  with due as materialized (
    select m.id, m.pool_id
      from message m
     where m.state = 'forwarding' and m.due_at <= statement_timestamp()
       and ${isChosen(p)} and not ${hasEarlier(p.except)}
     order by m.due_at
     limit ${p.limit}
       for update of m skip locked
  ), claimed as (
    update message m
       set state = 'sending', claim = ${p.claim}, attempts = least(m.attempts + 1, 10000),
           claimed_until = statement_timestamp() + make_interval(secs => ${p.leaseSeconds})
      from due
     where m.id = due.id and m.pool_id = due.pool_id
    returning m.*
  )
  select m.id, m.pool_id, m.kind, m.claim, m.attempts, m.pieces, m.source, m.sender_role,
         m.sender_index, m.receiver_role, m.text_ciphertext, m.receiver_ciphertext, m.virtual_number_id,
         m.booking_id, m.received_at + ${MAX_AGE} as expires_at,
         m.virtual_number, p.sms_sub_account_id, p.message_role_prefix,
         p.decision_hook is not null as has_hook,
         p.message_delivery = 'at-least-once' as is_repeatable,
         p.message_redaction = 'phone-numbers' as is_redacting,
         r.caller_role, r.caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         ${OBSTACLE} as obstacle
    from claimed m
    join pool p on p.id = m.pool_id
    left join virtual_number shown on shown.msisdn = m.source
    left join lateral (
      -- From the sender to the receiver; for a text of the company that by which the receiver calls.
      -- The limit makes the planner use the whole key.
      select * from route
       where route.caller_index
               = case m.kind when 'system' then m.receiver_index else m.sender_index end
         and route.virtual_number_id = m.virtual_number_id and route.pool_id = m.pool_id
         and m.kind <> 'reply'
       limit 1) r on true`,
);

/** Condition: the row is still that of the attempt, even if another replica took it for dead. */
export const CLAIMED = { id: 'uuid', poolId: 'uuid', claim: 'uuid' } as const;
export const isClaimed = (p: Record<keyof typeof CLAIMED, string>): string =>
  `id = ${p.id} and pool_id = ${p.poolId} and claim = ${p.claim}`;

/**
 * Divides a claimed text into the pieces in which it is sent. The first piece keeps the row, and the
 * others wait behind it. One statement, so that a replica that dies leaves all of them or the text.
 */
export const DIVIDE_TEXT = statement(
  'divide-text',
  {
    ...CLAIMED,
    firstCiphertext: 'bytea',
    others: rows({
      position: 'smallint',
      id: 'uuid',
      ciphertext: 'bytea',
      receiverCiphertext: 'bytea?',
    }),
    pieces: 'smallint',
    isRedacted: 'boolean',
  },
  (p) => `
  with first as (
    update message set text_ciphertext = ${p.firstCiphertext}, pieces = ${p.pieces},
                       is_redacted = ${p.isRedacted}
     where ${isClaimed(p)} and state = 'sending'
    returning *
  )
  insert into message (pool_id, id, kind, inbound_umid, position, pieces, booking_id, virtual_number,
                       virtual_number_id, source, sender_role, receiver_role, sender_index,
                       receiver_index, receiver_ciphertext, text_ciphertext, text_kept_until,
                       is_redacted, length, state, queued_at, due_at, received_at)
  select first.pool_id, others.id, first.kind, first.inbound_umid, others.position, first.pieces,
         first.booking_id, first.virtual_number, first.virtual_number_id, first.source,
         first.sender_role, first.receiver_role, first.sender_index, first.receiver_index,
         others.receiver_ciphertext, others.ciphertext, first.text_kept_until, first.is_redacted,
         first.length, 'forwarding', first.queued_at, statement_timestamp(),
         first.received_at
    from first cross join ${p.others}
  returning id`,
);

/**
 * Ends the attempts of replicas that died: their lease is over. Nobody knows whether 8x8 has taken
 * the text. So it is unknown, and never sent again unless the pool wants it at least once.
 */
export const SETTLE_ABANDONED = statement(
  'settle-abandoned-texts',
  CHOICE,
  (p) => `
  with abandoned as (
    update message m
       set state = case p.message_delivery when 'at-least-once' then 'forwarding' else 'unknown' end,
           reason = 'interrupted',
           text_ciphertext = case p.message_delivery when 'at-least-once' then m.text_ciphertext
                               else ${KEPT_TEXT} end
      from pool p
     where p.id = m.pool_id and m.state = 'sending' and m.claimed_until <= statement_timestamp()
       and ${isChosen(p)}
    returning m.*
  ), ${emitSentTexts('abandoned')}
  select state from abandoned`,
);

/** Lists the texts that the statements above would concern, except set-aside ones. */
export const LIST_CLAIMABLE = statement(
  'list-claimable-texts',
  { state: 'text', except: 'uuid[]', limit: 'integer' },
  (p) => `
  select m.id from message m
   where m.state = ${p.state} and m.state in ('forwarding', 'sending')
     and case m.state when 'forwarding' then m.due_at else m.claimed_until end
       <= statement_timestamp()
     and m.id <> all(${p.except})
   order by m.queued_at
   limit ${p.limit}`,
  { timeout: LONG_STATEMENT_MS },
);
