/**
 * The rule for choosing a number, written once. `n` is a virtual number and `p` its pool; in a statement
 * that searches for bookings, `p` has `position` and `countries` of the booking too, and `mine` is there.
 */

/**
 * Active bookings of a number; those whose time is over do not count, whether marked or not. The pool is
 * not named: a plan that was made while the table was empty could then take another index for its sake.
 */
export const ACTIVE_BOOKINGS = `(
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())`;

/** Active bookings that a number takes; null: any. */
export const CAPACITY = 'coalesce(n.max_active_bookings, p.max_active_bookings)';

/** Counted only where there is a capacity. */
export const isFull = (capacity: string): string =>
  `case when ${capacity} is null then false else ${ACTIVE_BOOKINGS} >= ${capacity} end`;

/** Whether a number takes new bookings at all. */
export const IS_ENABLED = `(n.state = 'enabled' and n.operational_status = 'Active')`;

/** Calls of the last 15 minutes to a number. */
export const RECENT_CALLS = `(
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC')`;

/** The least loaded number first: by active bookings over weight, then by recent calls. */
export const BY_LOAD = `${ACTIVE_BOOKINGS}::float8 / n.weight, ${RECENT_CALLS}`;

/** Numbers of the parties' countries first, if the pool matches countries. */
export const BY_COUNTRY = `coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc`;

/**
 * The parties' routes in the pool, as the CTE `mine`. A route is free for a booking of the two if it has
 * cooled down, or led to the same callee before; an erased callee is unknown, hence not the same.
 * @param phones rows of position, caller_index and callee_index: every phone that calls can come from
 */
export const mine = (phones: string): string => `
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join ${phones} on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  )`;

/**
 * Why a number cannot be given to a booking; null if it can. The first reason is the one that an operator
 * would have to mend first, and the most expensive one is looked at last. PostgreSQL hashes `mine` once.
 */
export const UNUSABLE_BECAUSE = `(case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when ${isFull(CAPACITY)} then 'capacity' end)`;
