import { rows, statement } from '../../platform/database/index.js';
import { emitEvents } from '../../events/index.js';
import { STATUS_ORDER } from './number-report.js';

/**
 * Emits `number.state_changed` for each number of the CTE `updated` whose operational status
 * differs from its `previous_status`.
 */
export const EMIT_STATUS_CHANGE = emitEvents(
  'status_event',
  `select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as position,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.previous_status) as payload
     from updated n
    where n.operational_status <> n.previous_status`,
);

/**
 * Ranks a status by STATUS_ORDER and then by its name, so that two unknown statuses are ordered
 * too.
 */
const rank = (status: string): string => `
  (coalesce(array_position(array['${STATUS_ORDER.join(`', '`)}'], ${status}),
            ${STATUS_ORDER.indexOf('') + 1}), ${status} collate "C")`;

/**
 * Stores the carrier state of the numbers in the sub-account's pools, and returns how many it
 * updated. An older report never overwrites a newer one. Of two reports with the same time, the
 * status that takes fewer bookings wins, so that the order of messages does not matter. `state`
 * belongs to the operator and never changes here. Sets `synced_at` for every mentioned number, however
 * old the report is. Locks the numbers first, so that the event's `previousOperationalStatus` is
 * accurate.
 *
 * Each number may occur only once. Null stands for a value that 8x8 does not report; `asOf` is the
 * time of numbers without `updatedAt`.
 */
export const UPDATE_NUMBERS = statement(
  'update-number-states',
  {
    subAccountId: 'text',
    asOf: 'timestamptz',
    numbers: rows({
      msisdn: 'text',
      operationalStatus: 'text?',
      countryCode: 'text?',
      referenceId: 'text?',
      numberType: 'text?',
      health: 'jsonb?',
      updatedAt: 'timestamptz?',
    }),
  },
  (p) => `
  with input as materialized (
    select msisdn, operational_status, country_code, reference_id, number_type, health,
           -- A date in the far future would make all later reports look old.
           least(coalesce(updated_at, ${p.asOf}), now() + interval '1 minute') as carrier_updated_at
      from ${p.numbers}
  ), locked as materialized (
    select n.id, n.operational_status as previous_status, input.operational_status,
           input.country_code, input.reference_id, input.number_type, input.health, input.carrier_updated_at,
           n.carrier_updated_at is null or n.carrier_updated_at < input.carrier_updated_at
             or (n.carrier_updated_at = input.carrier_updated_at and (input.operational_status is null
               or ${rank('input.operational_status')} >= ${rank('n.operational_status')}))
             as is_new
      from input
      join virtual_number n on n.msisdn = input.msisdn
      join pool p on p.id = n.pool_id and p.sub_account_id = ${p.subAccountId}
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = case when is_new
             then coalesce(locked.operational_status, n.operational_status)
             else n.operational_status end,
           country_code = case when is_new
             then coalesce(locked.country_code, n.country_code) else n.country_code end,
           reference_id = case when is_new
             then coalesce(locked.reference_id, n.reference_id) else n.reference_id end,
           number_type = case when is_new
             then coalesce(locked.number_type, n.number_type) else n.number_type end,
           health = case when is_new then coalesce(locked.health, n.health) else n.health end,
           carrier_updated_at = case when is_new then locked.carrier_updated_at else n.carrier_updated_at end,
           synced_at = now(),
           updated_at = case when is_new and locked.previous_status is distinct from
               coalesce(locked.operational_status, n.operational_status)
             then now() else n.updated_at end
      from locked
     where n.id = locked.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status,
      locked.is_new
  ), ${EMIT_STATUS_CHANGE}
  select count(*) filter (where is_new)::integer as updated from updated`,
  { isRepeatable: true },
);

/**
 * Finds the pool that new numbers of a sub-account join: the given pool, or else the oldest one of
 * the sub-account.
 */
export const POOL_FOR_NEW = statement(
  'pool-for-new-numbers',
  { subAccountId: 'text', poolId: 'uuid?' },
  (p) => `
  select id, new_numbers from pool
   where sub_account_id = ${p.subAccountId} and (${p.poolId} is null or id = ${p.poolId})
   order by created_at, id
   limit 1`,
);

/** Returns the numbers that are in no pool. */
export const UNKNOWN_NUMBERS = statement(
  'unknown-numbers',
  { msisdns: 'text[]' },
  (p) => `
  select msisdn from unnest(${p.msisdns}) as msisdn
   where not exists (select from virtual_number n where n.msisdn = msisdn.msisdn)`,
);

export const DATABASE_TIME = statement('database-time', {}, () => 'select now()::text as now');
