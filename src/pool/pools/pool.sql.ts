import { statement } from '../../platform/database/index.js';

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
