import { isBlocked, isChannelOff, OWN_NUMBER } from '../../booking/index.js';
import { statement } from '../../platform/database/index.js';
import { keptUntil } from '../model/kept-text.sql.js';
import { hasOptedOut } from '../opt-outs/opt-out.sql.js';

/** Finds a party, and the text of its booking with this reference. */
export const FIND_RECEIVER = statement(
  'find-receiver-of-text',
  { poolId: 'uuid', bookingId: 'uuid', role: 'text', reference: 'text?' },
  (p) => `
  select party.role, party.number_ciphertext, m.id as message_id, m.content_ciphertext
    from booking b
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id
      and party.role = ${p.role}
    left join message m on m.booking_id = b.id and m.pool_id = b.pool_id
      and m.reference = ${p.reference}
   where b.id = ${p.bookingId} and b.pool_id = ${p.poolId}`,
);

/** Why a party is not texted; the first condition that is true counts. */
const REFUSALS: readonly (readonly [condition: string, reason: string])[] = [
  [`p.sms_sub_account_id is null or not shown.can_sms or shown.state = 'disabled'`, 'channel-off'],
  [isChannelOff('sms'), 'channel-off'],
  [
    `r.booking_id is distinct from b.id or r.callable_until <= statement_timestamp()`,
    'booking-ended',
  ],
  // A text of the company is often about the other party, who must not reach this one either.
  [
    isBlocked({
      caller: 'r.callee_index',
      callee: 'r.caller_index',
      poolId: 'r.pool_id',
      at: 'statement_timestamp()',
    }),
    'blocked',
  ],
  [hasOptedOut('party.number_index', 'shown.id'), 'opted-out'],
];

/**
 * Stores a text of the company to a party, to be sent from the virtual number that the party calls.
 * Its route is that by which it calls. One statement, so that the text is stored only if the party
 * can be texted at that moment. The unique index of the reference decides between concurrent
 * requests: the second one stores nothing and returns neither a reason nor an id.
 */
export const ADD_SYSTEM_TEXT = statement(
  'add-system-text',
  {
    poolId: 'uuid',
    bookingId: 'uuid',
    role: 'text',
    /** The number whose ciphertext is stored; the party may have changed it meanwhile. */
    partyCiphertext: 'bytea',
    id: 'uuid',
    reference: 'text?',
    contentCiphertext: 'bytea?',
    receiverCiphertext: 'bytea',
    textCiphertext: 'bytea',
    length: 'integer',
  },
  (p) => `
  with decided as materialized (
    select b.id as booking_id, b.pool_id, party.role, party.number_index, shown.id as shown_id,
           shown.msisdn, nullif(p.message_retention_hours, 0) as kept_hours,
           case ${REFUSALS.map(([condition, reason]) => `when ${condition} then '${reason}'`).join('\n             ')}
             end as reason
      from booking b
      join pool p on p.id = b.pool_id
      join party on party.pool_id = b.pool_id and party.booking_id = b.id
        and party.role = ${p.role} and party.number_ciphertext = ${p.partyCiphertext}
      join virtual_number shown on shown.id = ${OWN_NUMBER}
      left join lateral (
        -- The limit makes the planner use the whole key.
        select * from route
         where route.caller_index = party.number_index and route.virtual_number_id = shown.id
           and route.pool_id = b.pool_id
         limit 1) r on true
     where b.id = ${p.bookingId} and b.pool_id = ${p.poolId}
  ), added as (
    insert into message (pool_id, id, kind, reference, content_ciphertext, booking_id,
                         virtual_number, virtual_number_id, source, receiver_role, receiver_index,
                         receiver_ciphertext, text_ciphertext, text_kept_until, length, state,
                         queued_at, due_at)
    select pool_id, ${p.id}, 'system', ${p.reference}, ${p.contentCiphertext}, booking_id, msisdn,
           shown_id, msisdn, role, number_index, ${p.receiverCiphertext}, ${p.textCiphertext},
           ${keptUntil('kept_hours')}, ${p.length}, 'forwarding', statement_timestamp(),
           statement_timestamp()
      from decided where reason is null
    on conflict do nothing
    returning id
  )
  select decided.reason, (select id from added) as id from decided`,
);
