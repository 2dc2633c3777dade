import { isNotHeld } from '../../booking/index.js';
import { retained } from '../../platform/database/index.js';

/** Deletes calls with their legs and recordings. The statistics of their hour stay. */
export const OLD_CALLS = retained({
  name: 'calls',
  period: 'calls',
  kind: 'call',
  table: 'call_session',
  old: (before) => `created_at at time zone 'UTC' < (${before}) at time zone 'UTC'
       -- A call is kept until the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))
       and ${isNotHeld({ poolId: 'call_session.pool_id', id: 'call_session.booking_id' })}`,
  order: `created_at at time zone 'UTC'`,
  id: 'session_id',
  ids: 'text[]',
  more: `, date_trunc('hour', created_at, 'UTC') as hour`,
  also: `, hours as (
    -- Without these calls a recount would be too low, so the hour is never counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )`,
});
