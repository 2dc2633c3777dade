import { statement } from '../../platform/database/index.js';

/** Returns the oldest pool of each sub-account. */
export const OLDEST_POOLS = statement(
  'oldest-pools-of-sub-accounts',
  {},
  () => 'select distinct on (sub_account_id) id from pool order by sub_account_id, created_at, id',
);
