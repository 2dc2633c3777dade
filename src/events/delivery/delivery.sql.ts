/**
 * Statements that claim and settle deliveries. A claim is a lease by the database's clock. When the
 * lease of a dead process expires, another process claims the delivery. A process that reports its
 * outcome too late changes nothing, because the `claim` no longer matches.
 */
import { rows, statement } from '../../platform/database/index.js';

/** Attempts of a failing event after which later events of its booking no longer wait for it. */
const PATIENCE = 3;

/**
 * Deliveries read beyond the free slots of a subscription, in order to postpone those that must
 * wait.
 */
const LOOK_AHEAD = 100;

/** SQL expression: the id of a delivery as an item of the job. */
const ITEM_OF = (delivery: string): string =>
  `(${delivery}.event_id::text || '/' || ${delivery}.subscription_id::text)`;

const CLAIM = {
  /** Attempts in progress in this process, by event subscription. */
  busy: rows({ subscriptionId: 'uuid', attempts: 'integer' }),
  /** Concurrent attempts per event subscription. */
  perSubscription: 'integer',
  leaseSeconds: 'float8',
  claim: 'uuid',
} as const;

/**
 * Claims due deliveries: for each subscription as many as it has free slots, so that no
 * subscription delays another. Deliveries of a booking are sent in order. A delivery that waits for
 * an earlier, failed one is postponed to the same time, so that it is not read again in the
 * meantime.
 * @param conditions SQL: which deliveries to claim, and which earlier ones to wait for
 */
const claimDeliveries = (
  p: Record<keyof typeof CLAIM, string>,
  { which = '', before = '' } = {},
): string => `
  with lane as materialized (
    select w.*, ${p.perSubscription} - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join ${p.busy} on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < ${PATIENCE} ${before}) earlier
         where d.subscription_id = lane.id and d.status = 'pending' ${which}
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Skips deliveries while an earlier one of the booking is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + ${LOOK_AHEAD} else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = ${p.claim},
           claimed_until = statement_timestamp() + make_interval(secs => ${p.leaseSeconds})
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.format, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id`;

export const CLAIM_DELIVERIES = statement('claim-deliveries', CLAIM, (p) => claimDeliveries(p));

/**
 * Leaves out set-aside deliveries (`except`): they are not claimed, and no other delivery waits for
 * them.
 */
export const CLAIM_OTHER_DELIVERIES = statement(
  'claim-other-deliveries',
  { ...CLAIM, except: 'text[]' },
  (p) =>
    claimDeliveries(p, {
      which: `and ${ITEM_OF('d')} <> all(${p.except})`,
      before: `and ${ITEM_OF('event_delivery')} <> all(${p.except})`,
    }),
);

/** Claims the given deliveries only; none of them waits for set-aside ones (`except`). */
export const CLAIM_THESE_DELIVERIES = statement(
  'claim-these-deliveries',
  { ...CLAIM, items: 'text[]', except: 'text[]' },
  (p) =>
    claimDeliveries(p, {
      which: `and ${ITEM_OF('d')} = any(${p.items})`,
      before: `and ${ITEM_OF('event_delivery')} <> all(${p.except})`,
    }),
);

/** Lists due deliveries, except set-aside ones, as items of the job. */
export const LIST_DUE_DELIVERIES = statement(
  'list-due-deliveries',
  { except: 'text[]', limit: 'integer' },
  (p) => `
  select ${ITEM_OF('d')} as item
    from event_subscription w
    cross join lateral (
      select * from event_delivery
       where subscription_id = w.id and status = 'pending' and due_at <= statement_timestamp()
         and (claimed_until is null or claimed_until <= statement_timestamp())
         and ${ITEM_OF('event_delivery')} <> all(${p.except})
       order by due_at, event_id
       limit ${p.limit}) d
   where w.state = 'enabled'
   order by d.due_at, d.event_id
   limit ${p.limit}`,
);

const CLAIMED = { eventId: 'uuid', subscriptionId: 'uuid', poolId: 'uuid', claim: 'uuid' } as const;

/** Condition: the delivery is still claimed by this attempt. */
const isClaimed = (p: Record<keyof typeof CLAIMED, string>): string =>
  `event_id = ${p.eventId} and subscription_id = ${p.subscriptionId} and pool_id = ${p.poolId}
       and claim = ${p.claim}`;

/** Records a successful delivery. `lastStatus` is the HTTP status. */
export const SETTLE_DELIVERED = statement(
  'settle-taken-delivery',
  { ...CLAIMED, lastStatus: 'smallint?' },
  (p) => `
  with settled as (
    update event_delivery
       set status = 'delivered', attempts = attempts + 1, claim = null, claimed_until = null,
           last_attempt_at = statement_timestamp(), last_status = ${p.lastStatus},
           last_error = null
     where ${isClaimed(p)}
    returning status
  ), subscription as (
    -- At most once a minute: calls read this row.
    update event_subscription
       set last_success_at = statement_timestamp(), failing_since = null
     where id = ${p.subscriptionId} and exists (select from settled)
       and (failing_since is not null or last_success_at is null
            or last_success_at < statement_timestamp() - interval '1 minute')
  )
  select status, null::text as switched_off from settled`,
);

/**
 * Records a failed attempt. Disables the subscription if its endpoint is gone or has failed for too
 * long.
 */
export const SETTLE_FAILED = statement(
  'settle-failed-delivery',
  {
    ...CLAIMED,
    /** HTTP status. */
    lastStatus: 'smallint?',
    lastError: 'text?',
    /** Seconds until the next attempt; null: no more attempts. */
    pauseSeconds: 'float8?',
    isGone: 'boolean',
    /** Seconds without success after which the subscription is disabled. */
    switchOffSeconds: 'float8',
  },
  (p) => `
  with settled as (
    update event_delivery
       set status = case when ${p.pauseSeconds} is null then 'dead' else 'pending' end,
           attempts = attempts + 1, claim = null, claimed_until = null,
           due_at = statement_timestamp() + make_interval(secs => coalesce(${p.pauseSeconds}, 0)),
           last_attempt_at = statement_timestamp(), last_status = ${p.lastStatus},
           last_error = ${p.lastError}
     where ${isClaimed(p)}
    returning status
  ), subscription as (
    update event_subscription w
       set failing_since = coalesce(w.failing_since, statement_timestamp()),
           state = case when decided.reason is null then w.state else 'disabled' end,
           disabled_reason = decided.reason,
           updated_at = case when decided.reason is null then w.updated_at
             else statement_timestamp() end
      from (select id, case when ${p.isGone} then 'gone'
                     when failing_since
                       <= statement_timestamp() - make_interval(secs => ${p.switchOffSeconds})
                     then 'failing' end as reason
              from event_subscription where id = ${p.subscriptionId}) decided
     where w.id = decided.id and w.state = 'enabled' and exists (select from settled)
       and (w.failing_since is null or decided.reason is not null)
    returning w.disabled_reason
  )
  select status, (select disabled_reason from subscription) as switched_off from settled`,
);

/** Releases a claim without counting an attempt. */
export const RELEASE_DELIVERY = statement(
  'release-delivery',
  CLAIMED,
  (p) => `update event_delivery set claim = null, claimed_until = null where ${isClaimed(p)}`,
);

/** Pending deliveries read per subscription. Those that are due first are the oldest. */
const MAX_LOOKED_AT = 10_000;

/** Returns the age of the oldest undelivered event in seconds; null if all are delivered. */
export const OLDEST_UNDELIVERED = statement(
  'oldest-undelivered',
  {},
  () => `
  select extract(epoch from statement_timestamp() - min(d.created_at))::float8 as age
    from event_subscription w
    cross join lateral (
      select created_at from event_delivery
       where subscription_id = w.id and status = 'pending'
       order by due_at
       limit ${MAX_LOOKED_AT}) d
   where w.state = 'enabled'`,
);
