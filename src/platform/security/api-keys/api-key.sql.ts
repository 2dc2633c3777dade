import { statement } from '../../database/index.js';

/** Columns of ApiKeyRow. */
const COLUMNS = `
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names`;

/**
 * Condition: the caller may see key `k`. A caller restricted to pools sees only keys restricted to
 * a subset of them.
 */
const visibleTo = (pools: string): string => `(${pools} is null or k.pool_ids <@ ${pools})`;

/** Finds keys that are valid now, by the database's clock. */
export const FIND_LIVE_KEYS = statement(
  'find-live-api-keys',
  { secretHashes: 'bytea[]' },
  (p) => `
  select k.id, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from api_key k
   where k.secret_hash = any(${p.secretHashes}) and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > statement_timestamp())`,
);

/** Records the use of a key, at most once a minute across all replicas. */
export const TOUCH_KEY = statement(
  'touch-api-key',
  { id: 'uuid' },
  (p) => `
  update api_key set last_used_at = statement_timestamp()
   where id = ${p.id}
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute')`,
);

/** Inserts a key, unless it would already have expired. */
export const INSERT_KEY = statement(
  'insert-api-key',
  {
    id: 'uuid',
    name: 'text',
    prefix: 'text',
    secretHash: 'bytea',
    scopes: 'text[]',
    poolIds: 'uuid[]?',
    rateLimitPerMinute: 'integer?',
    expiresAt: 'timestamptz?',
    createdBy: 'text',
  },
  (p) => `
  insert into api_key (id, name, prefix, secret_hash, scopes, pool_ids, rate_limit_per_minute,
                       expires_at, created_by)
  select ${p.id}, ${p.name}, ${p.prefix}, ${p.secretHash}, ${p.scopes}, ${p.poolIds},
         ${p.rateLimitPerMinute}, ${p.expiresAt}, ${p.createdBy}
   where ${p.expiresAt} is null or ${p.expiresAt} > statement_timestamp()
  returning id`,
);

/** The pools of the caller; null: it may see every key. */
const OF_CALLER = { id: 'uuid', visiblePools: 'uuid[]?' } as const;

const keyOfCaller = (p: Record<keyof typeof OF_CALLER, string>): string =>
  `select ${COLUMNS} from api_key k where k.id = ${p.id} and ${visibleTo(p.visiblePools)}`;

export const FIND_KEY = statement('find-api-key', OF_CALLER, keyOfCaller);

/** Finds a key and locks it against every other change until the transaction ends. */
export const LOCK_KEY = statement(
  'lock-api-key',
  OF_CALLER,
  (p) => `${keyOfCaller(p)} for update of k`,
);

/**
 * Finds a key and locks it in share mode: it cannot change until the transaction ends, and several
 * transactions can share the lock.
 */
export const READ_LOCKED_KEY = statement(
  'hold-api-key',
  OF_CALLER,
  (p) => `${keyOfCaller(p)} for share of k`,
);

/** Lists keys that the caller may see, newest first, before the given one. */
export const LIST_KEYS = statement(
  'list-api-keys',
  { limit: 'integer', visiblePools: 'uuid[]?', beforeId: 'uuid?' },
  (p) => `
  select ${COLUMNS} from api_key k
   where ${visibleTo(p.visiblePools)} and (${p.beforeId} is null or k.id < ${p.beforeId})
   order by k.id desc
   limit ${p.limit}`,
);

export const REVOKE_KEY = statement(
  'revoke-api-key',
  { id: 'uuid' },
  (p) => `
  update api_key set revoked_at = coalesce(revoked_at, statement_timestamp()) where id = ${p.id}`,
);

/**
 * Records the successor of a key. The key expires when the overlap ends, but never later than
 * before.
 */
export const SUCCEED_KEY = statement(
  'succeed-api-key',
  { id: 'uuid', successorId: 'uuid', overlapSeconds: 'integer' },
  (p) => `
  update api_key
     set successor_id = ${p.successorId},
         expires_at = least(expires_at,
           statement_timestamp() + make_interval(secs => ${p.overlapSeconds}))
   where id = ${p.id}`,
);

/** Returns when a key created now would expire if it were valid for as long as the given one. */
export const SAME_LIFE = statement(
  'same-life-of-api-key',
  { id: 'uuid' },
  (p) => `
  select (statement_timestamp() + (expires_at - created_at))::text as expires_at
    from api_key where id = ${p.id}`,
);

/**
 * Finds pools by id or name. Queries the table directly, because the pool module depends on this
 * one.
 */
export const FIND_POOLS = statement(
  'find-pools-of-api-key',
  { idsOrNames: 'text[]' },
  (p) => `
  select p.id, p.name from pool p
   where p.id::text = any(${p.idsOrNames}) or p.name = any(${p.idsOrNames})`,
);
