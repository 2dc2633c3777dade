import type { PreparedStatement } from '../../database/index.js';
import { tellEvents } from '../../events/index.js';
import { STATUS_ORDER } from './number-report.js';

/** number.state_changed, where 8x8's word on a number of the CTE `updated` is not what it `was`. */
export const TELL_STATUS = tellEvents(
  'told_status',
  `select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as place,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.was) as payload
     from updated n
    where n.operational_status <> n.was`,
);

/** The place of a state in STATUS_ORDER, with the word itself: two words that are new have an order too. */
const rank = (status: string): string => `
  (coalesce(array_position(array['${STATUS_ORDER.join(`', '`)}'], ${status}),
            ${STATUS_ORDER.indexOf('') + 1}), ${status} collate "C")`;

/**
 * What 8x8 says of numbers that pools of the sub-account have. Older news never overwrites newer; of
 * the same time the state counts that takes fewer bookings, so the order of messages does not. What an
 * operator decided (`state`) is not 8x8's to change. A number that is named was seen (`synced_at`),
 * however old the news is. The numbers are held first, so that what is told of the status of before is
 * true.
 *
 * No number may be named twice. $1 sub-account, $2 as of when, for numbers that do not say it; per
 * number: $3 number, $4 operational status, $5 country, $6 reference id, $7 type, $8 health as JSON,
 * $9 as of when; all null where 8x8 does not say. Returns how many numbers have been brought up to date.
 */
export const TAKE_NEWS: PreparedStatement = {
  name: 'take-number-news',
  isRepeatable: true,
  text: `
  with asked as materialized (
    select msisdn, operational_status, country_code, reference_id, number_type, health,
           -- A date far ahead would make all later news look old.
           least(coalesce(updated_at, $2), now() + interval '1 minute') as news_at
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                  $9::timestamptz[])
        as asked (msisdn, operational_status, country_code, reference_id, number_type, health,
                  updated_at)
  ), held as materialized (
    select n.id, n.operational_status as was, asked.operational_status, asked.country_code,
           asked.reference_id, asked.number_type, asked.health, asked.news_at,
           n.news_at is null or n.news_at < asked.news_at
             or (n.news_at = asked.news_at and (asked.operational_status is null
               or ${rank('asked.operational_status')} >= ${rank('n.operational_status')}))
             as is_new
      from asked
      join virtual_number n on n.msisdn = asked.msisdn
      join pool p on p.id = n.pool_id and p.sub_account_id = $1
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = case when is_new
             then coalesce(held.operational_status, n.operational_status)
             else n.operational_status end,
           country_code = case when is_new
             then coalesce(held.country_code, n.country_code) else n.country_code end,
           reference_id = case when is_new
             then coalesce(held.reference_id, n.reference_id) else n.reference_id end,
           number_type = case when is_new
             then coalesce(held.number_type, n.number_type) else n.number_type end,
           health = case when is_new then coalesce(held.health::jsonb, n.health) else n.health end,
           news_at = case when is_new then held.news_at else n.news_at end,
           synced_at = now(),
           updated_at = case when is_new and held.was is distinct from
               coalesce(held.operational_status, n.operational_status)
             then now() else n.updated_at end
      from held
     where n.id = held.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, held.was, held.is_new
  ), ${TELL_STATUS}
  select count(*) filter (where is_new)::integer as updated from updated`,
};

/**
 * The pool that numbers of a sub-account join which no pool has: the one that is named, else the oldest
 * of the sub-account. $1 sub-account, $2 pool or null
 */
export const POOL_FOR_NEW: PreparedStatement = {
  name: 'pool-for-new-numbers',
  text: `
  select id, new_numbers from pool
   where sub_account_id = $1 and ($2::uuid is null or id = $2)
   order by created_at, id
   limit 1`,
};

/** $1 numbers */
export const UNKNOWN_NUMBERS: PreparedStatement = {
  name: 'unknown-numbers',
  text: `
  select msisdn from unnest($1::text[]) as msisdn
   where not exists (select from virtual_number n where n.msisdn = msisdn.msisdn)`,
};

export const DATABASE_TIME: PreparedStatement = {
  name: 'database-time',
  text: 'select now()::text as now',
};
