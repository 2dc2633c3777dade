import { statement } from '../../database/index.js';
import { IS_LIVE } from './console-session.sql.js';

const COLUMNS = `
  s.id, s.token_hash, s.key_id, coalesce(k.prefix, 'bootstrap') as actor, k.name, s.created_at,
  s.last_seen_at, least(s.expires_at, k.expires_at) as expires_at`;

/** The pools of the caller; null: it may see every session. */
const visibleTo = (pools: string): string => `(${pools} is null or k.pool_ids <@ ${pools})`;

/** Lists sessions that are valid now and that the caller may see, newest first. */
export const LIST_SESSIONS = statement(
  'list-console-sessions',
  {
    limit: 'integer',
    visiblePools: 'uuid[]?',
    keyId: 'uuid?',
    isBootstrap: 'boolean',
    beforeId: 'uuid?',
  },
  (p) => `
  select ${COLUMNS}
    from console_session s
    left join api_key k on k.id = s.key_id
   where ${IS_LIVE} and ${visibleTo(p.visiblePools)}
     and (${p.keyId} is null or s.key_id = ${p.keyId})
     and (not ${p.isBootstrap} or s.key_id is null)
     and (${p.beforeId} is null or s.id < ${p.beforeId})
   order by s.id desc
   limit ${p.limit}`,
);

/** Finds a session that the caller may see, also if it has ended. */
export const FIND_SESSION = statement(
  'find-console-session',
  { id: 'uuid', visiblePools: 'uuid[]?' },
  (p) => `
  select ${COLUMNS}
    from console_session s
    left join api_key k on k.id = s.key_id
   where s.id = ${p.id} and ${visibleTo(p.visiblePools)}`,
);

/** Ends all sessions of a key, or of the bootstrap key if null. */
export const END_SESSIONS_OF_KEY = statement(
  'end-console-sessions-of-key',
  { keyId: 'uuid?' },
  (p) => `
  update console_session set ended_at = statement_timestamp()
   where key_id is not distinct from ${p.keyId}
     and ended_at is null and expires_at > statement_timestamp()
  returning token_hash`,
);
