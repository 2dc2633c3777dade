import { statement } from '../../platform/database/index.js';

/** Returns a row if an active booking is recorded by its own setting and has no announcement. */
export const FIND_UNANNOUNCED_BOOKING = statement(
  'find-unannounced-booking',
  { poolId: 'uuid' },
  (p) => `
  select from virtual_number n
    join booking b on b.virtual_number_id = n.id
   where n.pool_id = ${p.poolId} and b.status = 'active' and b.call_recording
     and b.announcement is null
   limit 1`,
);

/** Returns the oldest pool of each sub-account. */
export const OLDEST_POOLS = statement(
  'oldest-pools-of-sub-accounts',
  {},
  () => 'select distinct on (sub_account_id) id from pool order by sub_account_id, created_at, id',
);

/**
 * CTE that notes in the pools of `source` about which calls their decision hook is asked.
 * @param asked SQL with the value of `pool.decision_hook`
 */
export const setDecisionHook = (source: string, asked: string): string => `
  pool_with_hook as (
    update pool set decision_hook = ${asked} from ${source} where pool.id = ${source}.pool_id
  )`;
