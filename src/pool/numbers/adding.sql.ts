/**
 * Statements that add numbers to a pool, in one transaction. The phone of a party to a live booking
 * cannot become a virtual number, because its owner could no longer be booked.
 */
import { rows, statement } from '../../platform/database/index.js';

/** Serialises the transactions that add numbers to a pool, so that ordinals have no gaps. */
export const LOCK_POOL = statement(
  'lock-pool',
  { poolId: 'uuid' },
  // Not `for update`, which would make every new booking of the pool wait.
  (p) => `select from pool where id = ${p.poolId} for no key update`,
);

/**
 * Waits for bookings that are being written and blocks new ones; calls only read routes and are not
 * blocked. A later booking takes its snapshot after this lock and sees the new numbers. Of the two
 * transactions, the one that commits second sees the other (ADR 12 relies on this too).
 * Source: PostgreSQL, "Explicit Locking".
 */
export const LOCK_ROUTES = 'lock table route in share mode';

/** Longer than an autovacuum needs to release its lock on the table. */
export const LOCK_TIMEOUT = `set local lock_timeout = '3s'`;

/**
 * Finds the numbers that are parties with a callable route, in any pool, and whether lookups by
 * this process's key are complete. The input has one row per number and key.
 */
export const FIND_IN_USE = statement(
  'find-numbers-in-use',
  { numbers: rows({ msisdn: 'text', msisdnIndex: 'bytea' }), keyId: 'integer' },
  (p) => `
  select array(
           select distinct numbers.msisdn
             from ${p.numbers}
            where exists (
              select from route r
               where r.caller_index = numbers.msisdn_index
                 and r.callable_until > statement_timestamp())
         ) as in_use,
         exists (select from number_key where id = ${p.keyId} and state = 'complete') as has_key`,
);

/** Finds the numbers that are already in a pool. */
export const FIND_KNOWN = statement(
  'find-known-numbers',
  { msisdns: 'text[]' },
  (p) => `
  select n.msisdn, n.pool_id
    from unnest(${p.msisdns}) as input (msisdn)
    join virtual_number n on n.msisdn = input.msisdn`,
);

/** Adds numbers to a pool; null stands for the default. */
export const ADD_NUMBERS = statement(
  'add-numbers',
  {
    poolId: 'uuid',
    numbers: rows({
      position: 'ordinal',
      msisdn: 'text',
      msisdnIndex: 'bytea',
      countryCode: 'text?',
      referenceId: 'text?',
      numberType: 'text?',
      operationalStatus: 'text?',
      state: 'text?',
      weight: 'integer?',
      reserved: 'boolean?',
      maxActiveBookings: 'integer?',
      canVoice: 'boolean?',
      canSms: 'boolean?',
    }),
  },
  (p) => `
  insert into virtual_number (pool_id, ordinal, msisdn, msisdn_index, country_code, reference_id,
                              number_type, operational_status, state, weight, reserved,
                              max_active_bookings, can_voice, can_sms)
  select ${p.poolId}, next.ordinal + numbers.position, numbers.msisdn, numbers.msisdn_index,
         numbers.country_code, numbers.reference_id, numbers.number_type,
         coalesce(numbers.operational_status, 'Active'), coalesce(numbers.state, 'enabled'),
         coalesce(numbers.weight, 1), coalesce(numbers.reserved, false),
         numbers.max_active_bookings, coalesce(numbers.can_voice, true),
         coalesce(numbers.can_sms, false)
    from ${p.numbers}
    cross join (
      select coalesce(max(ordinal) + 1, 0) as ordinal from virtual_number
       where pool_id = ${p.poolId}) next
   order by numbers.position`,
);
