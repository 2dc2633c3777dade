/**
 * How deliveries are claimed and settled. PostgreSQL decides who has one, and its clock until when: a
 * process that dies holds a delivery no longer than its lease, and one that comes too late to say how
 * an attempt went changes nothing (`claim`).
 */
import type { PreparedStatement } from '../../database/index.js';

/** Attempts of an event that fails, after which later ones of its booking do not wait for it. */
const PATIENCE = 3;

/** Deliveries that are looked at beyond those that there is room for, to get waiting ones out of the way. */
const LOOK_AHEAD = 100;

/** The id of a delivery among the items of the job. */
const ITEM_OF = (delivery: string): string =>
  `(${delivery}.event_id::text || '/' || ${delivery}.endpoint_id::text)`;

/**
 * Claims what is due: of each endpoint as many as it has room for, so that none of them can keep
 * another one's from being sent. Those of one booking go one after the other: one that waits for an
 * earlier that failed becomes due with it, and so is not looked at each time.
 * $1 endpoints that have attempts under way here, $2 how many each, $3 attempts that an endpoint may
 * have, $4 seconds of the lease, $5 claim
 */
const claimDeliveries = (name: string, { which = '', before = '' } = {}): PreparedStatement => ({
  name,
  text: `
  with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from webhook_endpoint w
      left join unnest($1::uuid[], $2::integer[]) as busy (endpoint_id, attempts)
        on busy.endpoint_id = w.id
     where w.state = 'enabled'
  ), looked as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.endpoint_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from webhook_delivery d
          cross join lateral (
            select max(due_at) as due_at from webhook_delivery
             where booking_id = d.booking_id and endpoint_id = d.endpoint_id
               and event_id < d.event_id and status = 'pending' and attempts < ${PATIENCE} ${before}) earlier
         where d.endpoint_id = lane.id and d.status = 'pending' ${which}
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Not behind one that is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + ${LOOK_AHEAD} else 0 end
           for update of d skip locked) d
  ), postponed as (
    update webhook_delivery d
       set due_at = looked.waits_until
      from looked
     where d.event_id = looked.event_id and d.endpoint_id = looked.endpoint_id
       and d.pool_id = looked.pool_id and looked.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by endpoint_id order by due_at, event_id) as place
        from looked where waits_until is null) free
     where place <= room
  ), claimed as (
    update webhook_delivery d
       set claim = $5, claimed_until = statement_timestamp() + make_interval(secs => $4)
      from due
     where d.event_id = due.event_id and d.endpoint_id = due.endpoint_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.endpoint_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.endpoint_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id`,
});

export const CLAIM_DELIVERIES = claimDeliveries('claim-deliveries');

/** $6 set-aside deliveries, which are left out, and which no other waits for */
export const CLAIM_OTHER_DELIVERIES = claimDeliveries('claim-other-deliveries', {
  which: `and ${ITEM_OF('d')} <> all($6::text[])`,
  before: `and ${ITEM_OF('webhook_delivery')} <> all($6::text[])`,
});

/** $6 deliveries, of which no other is claimed, $7 set-aside deliveries, which no other waits for */
export const CLAIM_THESE_DELIVERIES = claimDeliveries('claim-these-deliveries', {
  which: `and ${ITEM_OF('d')} = any($6::text[])`,
  before: `and ${ITEM_OF('webhook_delivery')} <> all($7::text[])`,
});

/** Deliveries that are due. $1 set-aside deliveries, $2 how many */
export const LIST_DUE_DELIVERIES: PreparedStatement = {
  name: 'list-due-deliveries',
  text: `
  select ${ITEM_OF('d')} as item
    from webhook_endpoint w
    cross join lateral (
      select * from webhook_delivery
       where endpoint_id = w.id and status = 'pending' and due_at <= statement_timestamp()
         and (claimed_until is null or claimed_until <= statement_timestamp())
         and ${ITEM_OF('webhook_delivery')} <> all($1::text[])
       order by due_at, event_id
       limit $2) d
   where w.state = 'enabled'
   order by d.due_at, d.event_id
   limit $2`,
};

const HELD = 'event_id = $1 and endpoint_id = $2 and pool_id = $3 and claim = $4';

/** $1 event, $2 endpoint, $3 pool, $4 claim, $5 HTTP status */
export const SETTLE_TAKEN: PreparedStatement = {
  name: 'settle-taken-delivery',
  text: `
  with settled as (
    update webhook_delivery
       set status = 'delivered', attempts = attempts + 1, claim = null, claimed_until = null,
           last_attempt_at = statement_timestamp(), last_status = $5, last_error = null
     where ${HELD}
    returning status
  ), endpoint as (
    -- Not each time: it is one row, which calls read.
    update webhook_endpoint
       set last_success_at = statement_timestamp(), failing_since = null
     where id = $2 and exists (select from settled)
       and (failing_since is not null or last_success_at is null
            or last_success_at < statement_timestamp() - interval '1 minute')
  )
  select status, null::text as switched_off from settled`,
};

/**
 * $1 event, $2 endpoint, $3 pool, $4 claim, $5 HTTP status or null, $6 error, $7 seconds until the next
 * attempt, null: there is none, $8 whether the endpoint is gone, $9 seconds without success after which
 * it is switched off
 */
export const SETTLE_FAILED: PreparedStatement = {
  name: 'settle-failed-delivery',
  text: `
  with settled as (
    update webhook_delivery
       set status = case when $7::float8 is null then 'dead' else 'pending' end,
           attempts = attempts + 1, claim = null, claimed_until = null,
           due_at = statement_timestamp() + make_interval(secs => coalesce($7, 0)),
           last_attempt_at = statement_timestamp(), last_status = $5, last_error = $6
     where ${HELD}
    returning status
  ), endpoint as (
    update webhook_endpoint w
       set failing_since = coalesce(w.failing_since, statement_timestamp()),
           state = case when judged.reason is null then w.state else 'disabled' end,
           disabled_reason = judged.reason,
           updated_at = case when judged.reason is null then w.updated_at
             else statement_timestamp() end
      from (select id, case when $8::boolean then 'gone'
                     when failing_since
                       <= statement_timestamp() - make_interval(secs => $9::float8)
                     then 'failing' end as reason
              from webhook_endpoint where id = $2) judged
     where w.id = judged.id and w.state = 'enabled' and exists (select from settled)
       and (w.failing_since is null or judged.reason is not null)
    returning w.disabled_reason
  )
  select status, (select disabled_reason from endpoint) as switched_off from settled`,
};

/** Gives a claim back, as if there had been no attempt. $1 event, $2 endpoint, $3 pool, $4 claim */
export const RELEASE_DELIVERY: PreparedStatement = {
  name: 'release-delivery',
  text: `update webhook_delivery set claim = null, claimed_until = null where ${HELD}`,
};

/** Pending deliveries of an endpoint that are looked at: those that are due first are the oldest. */
const MOST_LOOKED_AT = 10_000;

/** Seconds; null: everything is delivered. */
export const OLDEST_UNDELIVERED: PreparedStatement = {
  name: 'oldest-undelivered',
  text: `
  select extract(epoch from statement_timestamp() - min(d.created_at))::float8 as age
    from webhook_endpoint w
    cross join lateral (
      select created_at from webhook_delivery
       where endpoint_id = w.id and status = 'pending'
       order by due_at
       limit ${MOST_LOOKED_AT}) d
   where w.state = 'enabled'`,
};
