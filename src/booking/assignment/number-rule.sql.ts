/**
 * The rule for selecting a virtual number, defined once for all statements. `n` is a virtual number
 * and `p` its pool. In a statement that selects numbers for bookings, `p` also has `position`,
 * `wanted`, `countries`, `prefixes` and `required_channels` of the booking, and the CTE `mine` exists.
 */

/**
 * Counts the active bookings of a number. Bookings past their end do not count, even if the expiry
 * job has not marked them. The condition omits the pool: a plan made while the table was empty
 * could use a different index because of it.
 */
const activeBookings = (which: string): string => `(
  select count(*) from booking taken
   where ${which}
     and taken.status = 'active' and taken.expires_at > statement_timestamp())`;

/** A booking whose parties have the same number counts once. */
export const ACTIVE_BOOKINGS = `(${activeBookings('taken.virtual_number_id = n.id')}
  + ${activeBookings('taken.second_number_id = n.id and taken.virtual_number_id <> n.id')})`;

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

/** Whether the pool has a channel that the number cannot carry. */
const LACKS_CHANNEL = `('sms' = any(p.channels) and not n.can_sms
  or 'voice' = any(p.channels) and not n.can_voice)`;

/**
 * Whether other numbers are better: this one lacks a channel, or `mine` has a route of the same pair
 * on it and the pool avoids such numbers.
 */
export const IS_AVOIDED = `(${LACKS_CHANNEL} or p.avoid_last_number and (p.position, n.id) in (
  select position, virtual_number_id from mine where is_same_pair))`;

/** Whether a pool prefers some numbers over others, whatever their load. */
export const PREFERS_NUMBERS = `(p.country_match <> 'off' or p.prefix_match)`;

/** Counts the leading digits that a number shares with the parties' phones. */
const SHARED_DIGITS = `(
  select count(*) from unnest(p.prefixes) as phone (prefix)
    cross join generate_series(1, length(phone.prefix)) as digits
   where left(n.msisdn, digits) = left(phone.prefix, digits))`;

/**
 * Orders by the preferences of the pool: numbers of the parties' countries first, then those that
 * have its channels and that the pair did not have last, then those with the longest common prefix.
 */
export const BY_PREFERENCE = `
  coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc,
  ${IS_AVOIDED}, case when p.prefix_match then ${SHARED_DIGITS} end desc`;

/**
 * Selects the parties' routes in the pool, as the CTE `mine`. A route is available to a booking of
 * the two if it has cooled down, or led to the same callee before. A callee that
 * was erased or has not joined is unknown and therefore counts as different.
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
                 and coalesce(r.callee_index = phones.callee_index, false))) as is_free
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
  when n.reserved and n.msisdn is distinct from p.wanted then 'reserved'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when 'voice' = any(p.required_channels) and not n.can_voice then 'no-voice'
  when 'sms' = any(p.required_channels) and not n.can_sms then 'no-sms'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when ${isFull(CAPACITY)} then 'capacity' end)`;
