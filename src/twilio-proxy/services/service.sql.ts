import { statement } from '../../platform/database/index.js';

/** Selects the columns of ServiceRow: the pools, with what Twilio's API stores about them. */
const SELECT_SERVICE = `
  select p.id as pool_id, s.account_id, p.avoid_last_number, coalesce(s.unique_name, p.name) as unique_name,
         coalesce(s.default_ttl, 0) as default_ttl, s.callback_url, s.intercept_callback_url,
         s.out_of_session_callback_url, coalesce(s.geo_match_level, 'country') as geo_match_level,
         s.chat_instance_sid, p.sms_sub_account_id is not null as has_texts, coalesce(s.created_at, p.created_at) as created_at,
         greatest(p.updated_at, s.updated_at) as updated_at
    from pool p
    left join twilio_service s on s.pool_id = p.id
   where s.deleted_at is null`;

const isVisible = (pools: string): string => `(${pools} is null or p.id = any(${pools}))`;

export const FIND_SERVICE = statement(
  'find-twilio-service',
  { poolId: 'uuid', visiblePools: 'uuid[]?' },
  (p) => `${SELECT_SERVICE} and p.id = ${p.poolId} and ${isVisible(p.visiblePools)}`,
);

/** Finds the id of the service with a unique name, among the services of all accounts. */
export const FIND_SERVICE_BY_NAME = statement(
  'find-twilio-service-by-name',
  { uniqueName: 'text' },
  (p) => `select named.pool_id from (${SELECT_SERVICE}) named where unique_name = ${p.uniqueName}`,
);

const PAGE = { limit: 'integer', visiblePools: 'uuid[]?' } as const;

/** Lists services, newest first, after the given one. */
export const LIST_SERVICES = statement(
  'list-twilio-services',
  { ...PAGE, afterId: 'uuid?' },
  (p) => `${SELECT_SERVICE} and ${isVisible(p.visiblePools)}
     and (${p.afterId} is null or p.id < ${p.afterId})
   order by p.id desc
   limit ${p.limit}`,
);

/** Lists the services before the given one, the nearest first. */
export const LIST_SERVICES_BEFORE = statement(
  'list-twilio-services-before',
  { ...PAGE, beforeId: 'uuid' },
  (p) => `${SELECT_SERVICE} and ${isVisible(p.visiblePools)} and p.id > ${p.beforeId}
   order by p.id
   limit ${p.limit}`,
);

/** Writes a service as a whole; fails if another one has its unique name. */
export const SAVE_SERVICE = statement(
  'save-twilio-service',
  {
    poolId: 'uuid',
    accountId: 'uuid?',
    uniqueName: 'text',
    defaultTtl: 'integer',
    callbackUrl: 'text?',
    interceptCallbackUrl: 'text?',
    outOfSessionCallbackUrl: 'text?',
    geoMatchLevel: 'text',
    chatInstanceSid: 'text?',
  },
  (p) => `
  insert into twilio_service (pool_id, account_id, unique_name, default_ttl, callback_url,
                              intercept_callback_url, out_of_session_callback_url,
                              geo_match_level, chat_instance_sid)
  values (${p.poolId}, ${p.accountId}, ${p.uniqueName}, ${p.defaultTtl}, ${p.callbackUrl},
          ${p.interceptCallbackUrl}, ${p.outOfSessionCallbackUrl}, ${p.geoMatchLevel},
          ${p.chatInstanceSid})
  on conflict (pool_id) do update
     set account_id = excluded.account_id, unique_name = excluded.unique_name,
         default_ttl = excluded.default_ttl, callback_url = excluded.callback_url,
         intercept_callback_url = excluded.intercept_callback_url,
         out_of_session_callback_url = excluded.out_of_session_callback_url,
         geo_match_level = excluded.geo_match_level,
         chat_instance_sid = excluded.chat_instance_sid, updated_at = statement_timestamp()`,
);

/**
 * Hides a service, unless a booking of its pool is active. Returns a row if it is hidden. A session
 * that is written at this moment keeps its booking, and connects until it ends.
 */
export const DELETE_SERVICE = statement(
  'delete-twilio-service',
  { poolId: 'uuid', uniqueName: 'text' },
  (p) => `
  insert into twilio_service (pool_id, unique_name, deleted_at)
  select ${p.poolId}, ${p.uniqueName}, statement_timestamp()
   where not exists (
     select from virtual_number n
       join booking b on n.id in (b.virtual_number_id, b.second_number_id)
      where n.pool_id = ${p.poolId} and b.status = 'active'
        and b.expires_at > statement_timestamp())
  on conflict (pool_id) do update set deleted_at = excluded.deleted_at
  returning pool_id`,
);
