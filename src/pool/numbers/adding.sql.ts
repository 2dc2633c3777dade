/**
 * The statements that add numbers to a pool, in one transaction. A phone that is a party of a live
 * booking does not become a virtual number: its owner could be booked no more.
 */
import type { PreparedStatement } from '../../database/index.js';

/** Those who add numbers to a pool go one after the other, so that ordinals have no gaps. $1 pool */
export const LOCK_POOL: PreparedStatement = {
  name: 'lock-pool',
  // Not `for update`: for that, every new booking of the pool would have to wait.
  text: 'select from pool where id = $1 for no key update',
};

/**
 * Waits for the bookings that are being written, and keeps new ones waiting; calls only read routes. A
 * booking that is written after it takes its snapshot after it, and sees the new numbers: whichever of
 * the two commits first, the other one knows (ADR 12 uses it in the same way).
 * Source: PostgreSQL, "Explicit Locking".
 */
export const LOCK_ROUTES = 'lock table route in share mode';

/** Longer than it takes an autovacuum of the table to make way. */
export const LOCK_TIMEOUT = `set local lock_timeout = '3s'`;

/**
 * Of numbers, those that calls still connect as parties, in any pool; and whether they are looked up by
 * the key that the caller has. $1 number, $2 blind index: a number has one for each key; $3 key
 */
export const FIND_IN_USE: PreparedStatement = {
  name: 'find-numbers-in-use',
  text: `
  select array(
           select distinct asked.msisdn
             from unnest($1::text[], $2::bytea[]) as asked (msisdn, index)
            where exists (
              select from route r
               where r.caller_index = asked.index and r.callable_until > statement_timestamp())
         ) as in_use,
         exists (select from number_key where id = $3 and state = 'complete') as has_key`,
};

/** $1 numbers. Returns those that pools have. */
export const FIND_KNOWN: PreparedStatement = {
  name: 'find-known-numbers',
  text: `
  select n.msisdn, n.pool_id
    from unnest($1::text[]) as asked (msisdn)
    join virtual_number n on n.msisdn = asked.msisdn`,
};

/**
 * $1 pool; per number: $2 number, $3 blind index, $4 country, $5 reference id, $6 type,
 * $7 operational status, $8 state, $9 weight, $10 capacity; null: the default
 */
export const ADD_NUMBERS: PreparedStatement = {
  name: 'add-numbers',
  text: `
  insert into virtual_number (pool_id, ordinal, msisdn, msisdn_index, country_code, reference_id,
                              number_type, operational_status, state, weight, max_active_bookings)
  select $1, next.ordinal + added.place - 1, added.msisdn, added.index, added.country_code,
         added.reference_id, added.number_type, coalesce(added.operational_status, 'Active'),
         coalesce(added.state, 'enabled'), coalesce(added.weight, 1), added.capacity
    from unnest($2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::integer[], $10::integer[])
      with ordinality as added (msisdn, index, country_code, reference_id, number_type,
                                operational_status, state, weight, capacity, place)
    cross join (
      select coalesce(max(ordinal) + 1, 0) as ordinal from virtual_number where pool_id = $1) next
   order by added.place`,
};
