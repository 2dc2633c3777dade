import { statement } from '../../database/index.js';

/** Inserts a session. The database's clock decides when it expires. */
export const INSERT_SESSION = statement(
  'insert-console-session',
  {
    id: 'uuid',
    tokenHash: 'bytea',
    keyId: 'uuid?',
    bootstrapMac: 'bytea?',
    seconds: 'integer',
  },
  (p) => `
  insert into console_session (id, token_hash, key_id, bootstrap_mac, expires_at)
  values (${p.id}, ${p.tokenHash}, ${p.keyId}, ${p.bootstrapMac},
          statement_timestamp() + make_interval(secs => ${p.seconds}))`,
);

/** Condition: the session `s` and its key `k` are valid now. */
export const IS_LIVE = `s.ended_at is null and s.expires_at > statement_timestamp()
     and (s.key_id is null
       or (k.revoked_at is null
         and (k.expires_at is null or k.expires_at > statement_timestamp())))`;

/** Finds sessions that are valid now, each with the grant that its key has now. */
export const FIND_LIVE_SESSIONS = statement(
  'find-live-console-sessions',
  { tokenHashes: 'bytea[]' },
  (p) => `
  select s.id as session_id, s.token_hash as secret_hash, s.bootstrap_mac,
         least(s.expires_at, k.expires_at) as expires_at,
         k.id, k.prefix, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from console_session s
    left join api_key k on k.id = s.key_id
   where s.token_hash = any(${p.tokenHashes}) and ${IS_LIVE}`,
);

/** Records the use of a session, at most once a minute across all replicas. */
export const TOUCH_SESSION = statement(
  'touch-console-session',
  { id: 'uuid' },
  (p) => `
  update console_session set last_seen_at = statement_timestamp()
   where id = ${p.id}
     and (last_seen_at is null or last_seen_at < statement_timestamp() - interval '1 minute')`,
);

export const END_SESSION = statement(
  'end-console-session',
  { id: 'uuid' },
  (p) => `
  update console_session set ended_at = coalesce(ended_at, statement_timestamp())
   where id = ${p.id}`,
);
