import type { PreparedStatement } from '../../database/index.js';

/** Columns of ApiKeyRow. */
const COLUMNS = `
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names`;

/** Whoever is restricted to pools sees the keys that are restricted to some of them. */
const visibleTo = (pools: string): string => `(${pools}::uuid[] is null or k.pool_ids <@ ${pools})`;

/** Keys that are good now, by the database's clock. $1 hashes */
export const FIND_LIVE_KEYS: PreparedStatement = {
  name: 'find-live-api-keys',
  text: `
  select k.id, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from api_key k
   where k.secret_hash = any($1::bytea[]) and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > statement_timestamp())`,
};

/** To the minute: also of replicas, one writes. $1 key */
export const TOUCH_KEY: PreparedStatement = {
  name: 'touch-api-key',
  text: `
  update api_key set last_used_at = statement_timestamp()
   where id = $1
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute')`,
};

/**
 * Writes a key, unless it would have expired already.
 * $1 id, $2 name, $3 prefix, $4 hash, $5 scopes, $6 pools or null, $7 rate or null,
 * $8 expiry or null, $9 who makes it
 */
export const INSERT_KEY: PreparedStatement = {
  name: 'insert-api-key',
  text: `
  insert into api_key (id, name, prefix, secret_hash, scopes, pool_ids, rate_limit_per_minute,
                       expires_at, created_by)
  select $1::uuid, $2::text, $3::text, $4::bytea, $5::text[], $6::uuid[], $7::integer,
         $8::timestamptz, $9::text
   where $8 is null or $8 > statement_timestamp()
  returning id`,
};

/** $1 id, $2 the pools of whoever asks, or null */
export const FIND_KEY: PreparedStatement = {
  name: 'find-api-key',
  text: `select ${COLUMNS} from api_key k where k.id = $1 and ${visibleTo('$2')}`,
};

/** The same, and holds it until the transaction ends. */
export const LOCK_KEY: PreparedStatement = {
  name: 'lock-api-key',
  text: `${FIND_KEY.text} for update of k`,
};

/** The same for several at once who want it as it is. */
export const HOLD_KEY: PreparedStatement = {
  name: 'hold-api-key',
  text: `${FIND_KEY.text} for share of k`,
};

/** Newest first. $1 limit, $2 the pools of whoever asks or null, $3 id of the last one shown */
export const LIST_KEYS: PreparedStatement = {
  name: 'list-api-keys',
  text: `
  select ${COLUMNS} from api_key k
   where ${visibleTo('$2')} and ($3::uuid is null or k.id < $3)
   order by k.id desc
   limit $1`,
};

/** $1 id */
export const REVOKE_KEY: PreparedStatement = {
  name: 'revoke-api-key',
  text: `
  update api_key set revoked_at = coalesce(revoked_at, statement_timestamp()) where id = $1`,
};

/** The old key goes on for as long as the two overlap, but never longer than before. $1 id, $2 successor, $3 seconds */
export const SUCCEED_KEY: PreparedStatement = {
  name: 'succeed-api-key',
  text: `
  update api_key
     set successor_id = $2,
         expires_at = least(expires_at, statement_timestamp() + make_interval(secs => $3::integer))
   where id = $1`,
};

/** When a key that is made now expires, if it is to live as long as another. $1 the other */
export const SAME_LIFE: PreparedStatement = {
  name: 'same-life-of-api-key',
  text: `
  select (statement_timestamp() + (expires_at - created_at))::text as expires_at
    from api_key where id = $1`,
};

/** Pools by id or name. They belong to a module that depends on this one. $1 ids and names */
export const FIND_POOLS: PreparedStatement = {
  name: 'find-pools-of-api-key',
  text: `
  select p.id, p.name from pool p where p.id::text = any($1::text[]) or p.name = any($1)`,
};
