/**
 * The rule for selecting a virtual number, defined once for all statements. `n` is a virtual number
 * and `p` its pool. In a statement that selects numbers for bookings, `p` also has `position` and
 * `countries` of the booking, and the CTE `mine` exists.
 */

/**
 * Counts the active bookings of a number. Bookings past their end do not count, even if the expiry
 * job has not marked them. The condition omits the pool: a plan made while the table was empty
 * could use a different index because of it.
 */
export const ACTIVE_BOOKINGS = `(
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())`;

/** Maximum active bookings of a number; null: unlimited. */
export const CAPACITY = 'coalesce(n.max_active_bookings, p.max_active_bookings)';

/** Whether a number is full. Counts its bookings only if it has a capacity. */
export const isFull = (capacity: string): string =>
  `case when ${capacity} is null then false else ${ACTIVE_BOOKINGS} >= ${capacity} end`;

/** Whether a number accepts new bookings at all. */
export const IS_ENABLED = `(n.state = 'enabled' and n.operational_status = 'Active')`;

/** Counts the calls to a number in the last 15 minutes. */
export const RECENT_CALLS = `(
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC')`;

/** Orders by load: active bookings divided by weight, then recent calls. */
export const BY_LOAD = `${ACTIVE_BOOKINGS}::float8 / n.weight, ${RECENT_CALLS}`;

/** Orders numbers of the parties' countries first, if the pool matches countries. */
export const BY_COUNTRY = `coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc`;

/**
 * Selects the parties' routes in the pool, as the CTE `mine`. A route is available to a booking of
 * the two if it has cooled down, or led to the same callee before. An erased callee is unknown and
 * therefore counts as different.
 * @param phones rows of position, caller_index and callee_index: every phone that calls can come
 *   from
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
 * The reason for which a number cannot be assigned to a booking; null if it can. The reasons are
 * checked in the order in which an operator would have to fix them, and the most expensive check
 * comes last. PostgreSQL hashes `mine` once.
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
