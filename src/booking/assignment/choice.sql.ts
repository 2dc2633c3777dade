/**
 * The statements that choose a number for two people. All they say is a hint: what holds is decided
 * when the booking is written (`assignment.sql.ts`).
 */
import type { PreparedStatement } from '../../database/index.js';
import { WRITTEN_KEYS } from '../../security/index.js';
import { ACTIVE_BOOKINGS } from './assignment.sql.js';

/** Calls of the last 15 minutes to a number `n`. */
const RECENT_CALLS = `(
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC')`;

const CAPACITY = 'coalesce(n.max_active_bookings, p.max_active_bookings)';

/**
 * A route that a booking of these two may take over: it has cooled down, or it was theirs. Whose it was
 * is not known any more if its callee was erased.
 */
const MAY_BE_TAKEN_OVER = `(r.reuse_after <= statement_timestamp()
  or (r.callable_until <= statement_timestamp()
      and r.callee_index is not distinct from asked.callee_index))`;

/** Whether number `n` can be given to the two parties; capacity is counted only where there is one. */
const USABLE = `
  n.pool_id = p.id and n.state = 'enabled' and n.operational_status = 'Active'
  and (p.country_match <> 'require' or n.country_code = any($8::text[]))
  and n.id not in (select virtual_number_id from held)
  and case when ${CAPACITY} is null then true else ${ACTIVE_BOOKINGS} < ${CAPACITY} end`;

const COUNTRY_RANK = `coalesce(p.country_match <> 'off' and n.country_code = any($8), false) desc`;

/**
 * What creating a booking needs to know, in one round trip: the pool, the booking that has the
 * reference already, whether a party is a virtual number of the sub-account, and a few numbers that are free, the best
 * first. All of it is a hint: what holds is decided when the booking is written.
 *
 * The choice, in this order:
 * - the number that the client named, or
 * - the pair's last number, if the pool is sticky; then the least loaded of a few random ones (by
 *   active bookings over weight, then by calls of the last 15 minutes); a few random ones are enough
 *   to keep the fullest close to the mean (Azar, Broder, Karlin, Upfal: Balanced Allocations, 1999)
 * - if none of the drawn is free: whatever the whole pool has. With `packed`, the first that fits.
 *
 * Random numbers are drawn by their ordinal, so that a pool of 10,000 costs no more than one of ten.
 * Only with `countryMatch` the numbers of the parties' countries are sorted at random instead.
 *
 * $1 pool id or null, $2 pool name or null, $3 reference, $4 indexes of all callers, $5 the callee
 * index of each, $6 wanted msisdn or null, $7 expires_at or null, $8 countries of the parties,
 * $9 how many to draw
 */
export const PREPARE_BOOKING: PreparedStatement = {
  name: 'prepare-booking',
  text: `
  with p as materialized (
    select *, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from pool where id = $1 or name = $2
  ), mine as materialized (
    select r.virtual_number_id, r.callable_until, ${MAY_BE_TAKEN_OVER} as is_free,
           r.callee_index = asked.callee_index as is_same_pair
      from p
      cross join unnest($4::bytea[], $5::bytea[]) as asked (caller_index, callee_index)
      join route r on r.pool_id = p.id and r.caller_index = asked.caller_index
  ), held as materialized (
    select virtual_number_id from mine where not is_free
  ), last as (
    select n.id, ${CAPACITY} as capacity
      from p
      join mine on p.sticky and mine.is_same_pair
      join virtual_number n on n.id = mine.virtual_number_id
     where $6::text is null and ${USABLE}
     order by mine.callable_until desc
     limit 1
  ), draw as materialized (
    select distinct floor(random() * p.size)::integer as ordinal
      from p cross join generate_series(1, $9::integer)
     where $6::text is null and p.selection = 'balanced' and p.country_match = 'off'
  ), drawn as materialized (
    select n.id, ${CAPACITY} as capacity
      from p
      join draw on true
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where ${USABLE}
     order by ${ACTIVE_BOOKINGS}::float8 / n.weight, ${RECENT_CALLS}, random()
  ), best as materialized (
    select id, capacity from last
    union all
    select id, capacity from drawn where id not in (select id from last)
  ), anywhere as (
    select n.id, ${CAPACITY} as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where ${USABLE} and p.selection = 'balanced' and ($6::text is null or n.msisdn = $6)
     order by ${COUNTRY_RANK}, random()
     limit $9
  ), first_fit as (
    select n.id, ${CAPACITY} as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where ${USABLE} and p.selection = 'packed' and ($6::text is null or n.msisdn = $6)
     order by ${COUNTRY_RANK}, n.ordinal
     limit $9
  ), chosen as (
    select id, capacity from best
    union all
    (select n.id, anywhere.capacity
       from p
       cross join anywhere
       join virtual_number n on n.id = anywhere.id
      where not exists (select from best)
      order by ${COUNTRY_RANK}, ${ACTIVE_BOOKINGS}::float8 / n.weight, ${RECENT_CALLS})
    union all
    select id, capacity from first_fit where not exists (select from drawn)
  )
  select p.id as pool_id, p.name as pool_name, p.booking_ttl_seconds, p.cooldown_seconds,
         p.call_recording, p.party_pin, p.allowed_countries,
         p.allowed_number_kinds, coalesce(p.size, 0) as size,
         ($7::timestamptz is null or $7 > statement_timestamp()) as expires_later,
         exists (select from virtual_number v join pool own on own.id = v.pool_id
                  where v.msisdn_index = any($4) and own.sub_account_id = p.sub_account_id)
           as is_virtual_number,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(select id from chosen) as candidates,
         array(select capacity from chosen) as capacities, ${WRITTEN_KEYS} as written_keys
    from p
    left join booking existing on existing.pool_id = p.id and existing.reference = $3`,
};

/**
 * The usual case of PREPARE_BOOKING, for many bookings at once: no number is named, the pool is
 * balanced and matches no country. If none of the drawn numbers is free, or the case is another one,
 * there are no candidates, and PREPARE_BOOKING looks further.
 *
 * Per booking: $1 its place in the batch, $2 pool id or null, $3 pool name or null, $4 reference,
 * $5 expires_at or null; per phone: $6 place of its booking, $7 caller index, $8 callee index;
 * $9 how many to draw
 */
export const PREPARE_BOOKINGS: PreparedStatement = {
  name: 'prepare-bookings',
  text: `
  with p as materialized (
    select ask.place, ask.reference, ask.expires_at as until, pool.*,
           (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
        as ask (place, pool_id, pool_name, reference, expires_at)
      cross join lateral (
        select * from pool where id = ask.pool_id
        union all
        select * from pool where name = ask.pool_name
        limit 1) pool
  ), asked as materialized (
    select * from unnest($6::integer[], $7::bytea[], $8::bytea[])
      as asked (place, caller_index, callee_index)
  ), mine as materialized (
    select p.place, r.virtual_number_id, r.callable_until, ${MAY_BE_TAKEN_OVER} as is_free,
           r.callee_index = asked.callee_index as is_same_pair
      from p
      join asked on asked.place = p.place
      join route r on r.pool_id = p.id and r.caller_index = asked.caller_index
  ), draw as materialized (
    -- The pair's last number is looked at like a drawn one, and comes first if it is free.
    select place, (floor(random() * size))::integer as ordinal, null::timestamptz as last_used
      from p cross join generate_series(1, $9::integer)
     where selection = 'balanced' and country_match = 'off'
    union all
    select p.place, n.ordinal, max(mine.callable_until)
      from p
      join mine on mine.place = p.place and mine.is_same_pair and p.sticky
      join virtual_number n on n.id = mine.virtual_number_id
     where p.selection = 'balanced' and p.country_match = 'off'
     group by p.place, n.ordinal
  ), drawn as materialized (
    select p.place, n.id, ${CAPACITY} as capacity,
           row_number() over (partition by p.place order by draw.last_used desc nulls last,
             ${ACTIVE_BOOKINGS}::float8 / n.weight, ${RECENT_CALLS}, random()) as rank
      from (select place, ordinal, max(last_used) as last_used from draw group by 1, 2) draw
      join p on p.place = draw.place
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where n.state = 'enabled' and n.operational_status = 'Active'
       and not exists (select from mine
         where mine.place = p.place and mine.virtual_number_id = n.id and not mine.is_free)
       and case when ${CAPACITY} is null then true else ${ACTIVE_BOOKINGS} < ${CAPACITY} end
  )
  select p.place, p.id as pool_id, p.name as pool_name, p.booking_ttl_seconds, p.cooldown_seconds,
         p.call_recording, p.party_pin, p.allowed_countries,
         p.allowed_number_kinds, coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         exists (select from asked join virtual_number n on n.msisdn_index = asked.caller_index
                   join pool own on own.id = n.pool_id
                  where asked.place = p.place and own.sub_account_id = p.sub_account_id)
           as is_virtual_number,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(select id from drawn where drawn.place = p.place order by rank) as candidates,
         array(select capacity from drawn where drawn.place = p.place order by rank) as capacities,
         ${WRITTEN_KEYS} as written_keys
    from p
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference`,
};

/**
 * Why each number of a pool can't be given to the two parties: one reason for each, the one that an
 * operator would have to mend first.
 * $1 pool, $2 indexes of all callers, $3 the callee index of each, $4 msisdn or null,
 * $5 countries of the parties
 */
export const EXPLAIN_REFUSAL: PreparedStatement = {
  name: 'explain-refusal',
  text: `
  with mine as materialized (
    select r.virtual_number_id, r.callable_until > statement_timestamp() as is_callable
      from unnest($2::bytea[], $3::bytea[]) as asked (caller_index, callee_index)
      join route r on r.pool_id = $1 and r.caller_index = asked.caller_index
     where not ${MAY_BE_TAKEN_OVER}
  ), judged as (
    select case
        when n.state = 'disabled' then 'disabled'
        when n.state in ('draining', 'pending') then n.state
        when n.operational_status <> 'Active' then 'unhealthy'
        when p.country_match = 'require' and not coalesce(n.country_code = any($5::text[]), false)
          then 'country'
        when exists (select from mine where virtual_number_id = n.id and is_callable)
          then 'conflict'
        when exists (select from mine where virtual_number_id = n.id) then 'cooling'
        when ${CAPACITY} <= ${ACTIVE_BOOKINGS} then 'capacity'
        else 'free' end as reason
      from virtual_number n
      join pool p on p.id = n.pool_id
     where n.pool_id = $1 and ($4::text is null or n.msisdn = $4)
  )
  select reason, count(*)::integer as numbers from judged group by reason`,
};
