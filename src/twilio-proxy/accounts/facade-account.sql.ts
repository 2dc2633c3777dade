import { statement } from '../../platform/database/index.js';

const COLUMNS = `a.*,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(a.pool_ids)) as pool_names`;

/** Condition: the caller may see account `a`, as with API keys. */
const visibleTo = (pools: string): string => `(${pools} is null or a.pool_ids <@ ${pools})`;

/** Finds accounts that are valid now, with the columns of `LiveKeyRow`. */
export const FIND_LIVE_ACCOUNTS = statement(
  'find-live-facade-accounts',
  { secretHashes: 'bytea[]' },
  (p) => `
  select id, 'AC' || replace(id::text, '-', '') as prefix, secret_hash, scopes, pool_ids,
         null::integer as rate_limit_per_minute
    from facade_account
   where secret_hash = any(${p.secretHashes}) and revoked_at is null`,
);

/** Records the use of an account, at most once a minute across all replicas. */
export const TOUCH_ACCOUNT = statement(
  'touch-facade-account',
  { id: 'uuid' },
  (p) => `
  update facade_account set last_used_at = statement_timestamp()
   where id = ${p.id}
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute')`,
);

export const INSERT_ACCOUNT = statement(
  'insert-facade-account',
  {
    id: 'uuid',
    name: 'text',
    tokenCiphertext: 'bytea',
    secretHash: 'bytea',
    scopes: 'text[]',
    poolIds: 'uuid[]?',
    subAccountId: 'text?',
    smsSubAccountId: 'text?',
    createdBy: 'text',
  },
  (p) => `
  insert into facade_account (id, name, token_ciphertext, secret_hash, scopes, pool_ids,
                              sub_account_id, sms_sub_account_id, created_by)
  values (${p.id}, ${p.name}, ${p.tokenCiphertext}, ${p.secretHash}, ${p.scopes}, ${p.poolIds},
          ${p.subAccountId}, ${p.smsSubAccountId}, ${p.createdBy})`,
);

const OF_CALLER = { id: 'uuid', visiblePools: 'uuid[]?' } as const;

export const FIND_ACCOUNT = statement(
  'find-facade-account',
  OF_CALLER,
  (p) =>
    `select ${COLUMNS} from facade_account a where a.id = ${p.id} and ${visibleTo(p.visiblePools)}`,
);

/** Lists accounts that the caller may see, newest first, before the given one. */
export const LIST_ACCOUNTS = statement(
  'list-facade-accounts',
  { limit: 'integer', visiblePools: 'uuid[]?', beforeId: 'uuid?' },
  (p) => `
  select ${COLUMNS} from facade_account a
   where ${visibleTo(p.visiblePools)} and (${p.beforeId} is null or a.id < ${p.beforeId})
   order by a.id desc
   limit ${p.limit}`,
);

export const REVOKE_ACCOUNT = statement(
  'revoke-facade-account',
  { id: 'uuid' },
  (p) => `
  update facade_account set revoked_at = coalesce(revoked_at, statement_timestamp())
   where id = ${p.id}`,
);

/** Adds a pool to an account that is restricted to pools. */
export const ADD_POOL_TO_ACCOUNT = statement(
  'add-pool-to-facade-account',
  { id: 'uuid', poolId: 'uuid' },
  (p) => `
  update facade_account set pool_ids = array_append(pool_ids, ${p.poolId})
   where id = ${p.id} and pool_ids is not null and not ${p.poolId} = any(pool_ids)`,
);
