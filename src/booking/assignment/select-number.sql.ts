/**
 * Statements that select virtual numbers for the parties of bookings: in mode `shared` one number
 * that is free for both, in mode `per-party` one for each. Their result is only a hint: the
 * statements in `insert-bookings.sql.ts` decide.
 */
import { rows, statement } from '../../platform/database/index.js';
import { isBlocked } from '../blocks/block-rule.sql.js';
import { WRITTEN_KEYS } from '../../platform/security/index.js';
import {
  BY_LOAD,
  BY_PREFERENCE,
  CAPACITY,
  IS_AVOIDED,
  mine,
  PREFERS_NUMBERS,
  UNUSABLE_BECAUSE,
} from './number-rule.sql.js';

/** Every phone that calls can come from, and the callee that its calls reach, if it has joined. */
const PHONES = rows({ position: 'integer', callerIndex: 'bytea', calleeIndex: 'bytea?' });

const blockedFrom = (caller: string, callee: string): string =>
  isBlocked({ caller, callee, poolId: 'own.id', at: 'statement_timestamp()' });

/**
 * Condition: a block forbids a phone of one party to reach a phone of the other, in either
 * direction. The other party's phones are the callee, and, if its phones are among the callers,
 * those that have another callee. It is a hint: the call handle decides again.
 */
const isPairBlocked = (phones: string): string => `
  p.position in (
    select pair.position
      from (select position, caller_index, callee_index as other_index from ${phones}
             where callee_index is not null
            union
            select one.position, one.caller_index, other.caller_index
              from (select * from ${phones}) one
              join (select * from ${phones}) other on other.position = one.position
                and other.callee_index <> one.callee_index) pair
      join p own on own.position = pair.position
     where ${blockedFrom('pair.caller_index', 'pair.other_index')}
        or ${blockedFrom('pair.other_index', 'pair.caller_index')})`;

/**
 * Selects the columns of `Candidates`. Nothing here may search the whole batch for each booking.
 * @param chosen a row source for each row of `p`, with candidates and capacities, the best first
 */
const candidatesOf = (chosen: string, phones: string): string => `
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         p.number_mode, p.country_match, p.prefix_match, p.call_recording,
         p.recording_requires_announcement, p.messages ? 'announcement' as has_announcement,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         (p.position, p.sub_account_id) in (
           select phones.position, own.sub_account_id
             from ${phones}
             join virtual_number v on v.msisdn_index = phones.caller_index
             join pool own on own.id = v.pool_id) as is_virtual_number,
         ${isPairBlocked(phones)} as is_blocked,
         existing.id as existing_id, existing.content_digest as existing_digest,
         coalesce(chosen.candidates, '{}') as candidates,
         coalesce(chosen.capacities, '{}') as capacities, ${WRITTEN_KEYS} as written_keys
    from p
    left join ${chosen}
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference`;

const SIZE = '(select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size';

/**
 * Returns everything needed to create a booking, in one round trip: its pool, an existing booking
 * with the reference, whether a party is a virtual number of the sub-account, and available virtual
 * numbers, the best first. Numbers are selected in this order:
 * - the number that the client requested, if any
 * - the pair's last number, if the pool is sticky and does not avoid it; then the least loaded of a few random numbers. A
 *   few suffice to keep the maximum load close to the mean (Azar, Broder, Karlin, Upfal: Balanced
 *   Allocations, 1999).
 * - if none of these is available: any other number of the pool.
 *
 * With `packed`, the first number that fits is selected. Random numbers are drawn by their ordinal,
 * so a pool of 10,000 costs no more than one of ten. Only with `countryMatch` or `prefixMatch`, all
 * numbers are sorted at random instead, the preferred ones first.
 */
export const FIND_CANDIDATES = statement(
  'find-candidates',
  {
    poolId: 'uuid?',
    poolName: 'text?',
    reference: 'text',
    expiresAt: 'timestamptz?',
    countries: 'text[]',
    /** The first digits of the parties' phones, with `+`. */
    prefixes: 'text[]',
    virtualNumber: 'text?',
    /** Channels that the number must carry. */
    requiredChannels: 'text[]?',
    phones: PHONES,
    /** Random numbers to draw. */
    draws: 'integer',
  },
  (p) => `
  with p as materialized (
    select 0 as position, ${p.reference} as reference, ${p.expiresAt} as until,
           ${p.countries} as countries, ${p.prefixes} as prefixes, ${p.virtualNumber} as wanted,
           ${p.requiredChannels} as required_channels, pool.*, ${SIZE}
      from pool where id = ${p.poolId} or name = ${p.poolName}
  ), ${mine(p.phones)}, last as (
    select n.id, ${CAPACITY} as capacity
      from p
      join mine on p.sticky and not p.avoid_last_number and mine.is_same_pair
      join virtual_number n on n.id = mine.virtual_number_id and n.pool_id = p.id
     where p.wanted is null and ${UNUSABLE_BECAUSE} is null
     order by mine.callable_until desc
     limit 1
  ), draw as materialized (
    select distinct floor(random() * p.size)::integer as ordinal
      from p cross join generate_series(1, ${p.draws})
     where p.wanted is null and p.selection = 'balanced' and not ${PREFERS_NUMBERS}
  ), drawn as materialized (
    select n.id, ${CAPACITY} as capacity
      from p
      join draw on true
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where ${UNUSABLE_BECAUSE} is null and not ${IS_AVOIDED}
     order by ${BY_LOAD}, random()
  ), best as materialized (
    select id, capacity from last
    union all
    select id, capacity from drawn where id not in (select id from last)
  ), anywhere as (
    select n.id, ${CAPACITY} as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'balanced' and (p.wanted is null or n.msisdn = p.wanted)
       and ${UNUSABLE_BECAUSE} is null
     order by ${BY_PREFERENCE}, random()
     limit ${p.draws}
  ), first_fit as (
    select n.id, ${CAPACITY} as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'packed' and (p.wanted is null or n.msisdn = p.wanted)
       and ${UNUSABLE_BECAUSE} is null
     order by ${BY_PREFERENCE}, n.ordinal
     limit ${p.draws}
  ), chosen as (
    select id, capacity from best
    union all
    (select n.id, anywhere.capacity
       from p
       cross join anywhere
       join virtual_number n on n.id = anywhere.id
      where not exists (select from best)
      order by ${BY_PREFERENCE}, ${BY_LOAD})
    union all
    select id, capacity from first_fit where not exists (select from drawn)
  ) ${candidatesOf(
    `lateral (select array(select id from chosen) as candidates,
                     array(select capacity from chosen) as capacities) chosen on true`,
    p.phones,
  )}`,
);

/**
 * The common case of FIND_CANDIDATES, for a batch of bookings: no requested number, a balanced
 * pool without preferred numbers. Returns no candidates for other cases, or if none of the drawn numbers
 * is available; FIND_CANDIDATES then searches further.
 */
export const FIND_CANDIDATES_OF_BATCH = statement(
  'find-candidates-of-batch',
  {
    bookings: rows({
      position: 'ordinal',
      poolId: 'uuid?',
      poolName: 'text?',
      reference: 'text',
      expiresAt: 'timestamptz?',
    }),
    phones: PHONES,
    draws: 'integer',
  },
  (p) => `
  with p as materialized (
    select bookings.position, bookings.reference, bookings.expires_at as until,
           null::text[] as countries, null::text[] as prefixes, null::text as wanted,
           null::text[] as required_channels, pool.*, ${SIZE}
      from ${p.bookings}
      cross join lateral (
        select * from pool where id = bookings.pool_id
        union all
        select * from pool where name = bookings.pool_name
        limit 1) pool
  ), phones as materialized (
    select * from ${p.phones}
  ), ${mine('phones')}, draw as materialized (
    -- Treats the pair's last number like a drawn one; it comes first if it is available.
    select position, (floor(random() * size))::integer as ordinal, null::timestamptz as last_used
      from p cross join generate_series(1, ${p.draws})
     where p.selection = 'balanced' and not ${PREFERS_NUMBERS}
    union all
    select p.position, n.ordinal, max(mine.callable_until)
      from p
      join mine on mine.position = p.position and mine.is_same_pair
        and p.sticky and not p.avoid_last_number
      join virtual_number n on n.id = mine.virtual_number_id
     where p.selection = 'balanced' and not ${PREFERS_NUMBERS}
     group by p.position, n.ordinal
  ), drawn as materialized (
    select p.position, n.id, ${CAPACITY} as capacity,
           row_number() over (partition by p.position order by draw.last_used desc nulls last,
             ${BY_LOAD}, random()) as rank
      from (select position, ordinal, max(last_used) as last_used from draw group by 1, 2) draw
      join p on p.position = draw.position
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where ${UNUSABLE_BECAUSE} is null and not ${IS_AVOIDED}
  ) ${candidatesOf(
    `(select position, array_agg(id order by rank) as candidates,
             array_agg(capacity order by rank) as capacities
        from drawn group by position) chosen on chosen.position = p.position`,
    'phones',
  )}`,
);

/**
 * Counts the numbers of a pool by the reason for which they cannot be assigned.
 */
export const EXPLAIN_REFUSAL = statement(
  'explain-refusal',
  {
    poolId: 'uuid',
    phones: PHONES,
    virtualNumber: 'text?',
    countries: 'text[]',
    requiredChannels: 'text[]?',
  },
  (p) => `
  with p as materialized (
    select 0 as position, ${p.countries} as countries, ${p.virtualNumber} as wanted,
           ${p.requiredChannels} as required_channels, pool.*
      from pool where id = ${p.poolId}
  ), ${mine(p.phones)}, explained as (
    select coalesce(${UNUSABLE_BECAUSE}, 'free') as reason
      from p
      join virtual_number n on n.pool_id = p.id
     where ${p.virtualNumber} is null or n.msisdn = ${p.virtualNumber}
  )
  select reason, count(*)::integer as numbers from explained group by reason`,
);
