import { statement } from '../../platform/database/index.js';
import { ACTIVE_BOOKINGS } from '../../booking/index.js';

/** Selects the columns of NumberRow: the numbers of a service, which are not disabled. */
const SELECT_NUMBER = `
  select n.msisdn, n.country_code, n.reserved, n.can_voice, n.can_sms, n.created_at, n.updated_at,
         ${ACTIVE_BOOKINGS}::integer as in_use
    from virtual_number n
   where n.state in ('enabled', 'draining')`;

const OF_SERVICE = { poolId: 'uuid' } as const;

export const FIND_NUMBER = statement(
  'find-twilio-phone-number',
  { ...OF_SERVICE, msisdn: 'text' },
  (p) => `${SELECT_NUMBER} and n.pool_id = ${p.poolId} and n.msisdn = ${p.msisdn}`,
);

/** Lists the numbers of a service, newest first, after the given one. */
export const LIST_NUMBERS = statement(
  'list-twilio-phone-numbers',
  { ...OF_SERVICE, limit: 'integer', after: 'text?' },
  (p) => `${SELECT_NUMBER} and n.pool_id = ${p.poolId}
     and (${p.after} is null
       or n.id < (select id from virtual_number where msisdn = ${p.after}))
   order by n.id desc
   limit ${p.limit}`,
);

/** Lists the numbers before the given one, the nearest first. */
export const LIST_NUMBERS_BEFORE = statement(
  'list-twilio-phone-numbers-before',
  { ...OF_SERVICE, limit: 'integer', before: 'text' },
  (p) => `${SELECT_NUMBER} and n.pool_id = ${p.poolId}
     and n.id > (select id from virtual_number where msisdn = ${p.before})
   order by n.id
   limit ${p.limit}`,
);

/** Counts the numbers of a service that are reserved, or not. */
export const COUNT_NUMBERS = statement(
  'count-twilio-phone-numbers',
  { ...OF_SERVICE, reserved: 'boolean' },
  (p) => `
  select count(*)::integer as numbers from virtual_number n
   where n.pool_id = ${p.poolId} and n.state in ('enabled', 'draining')
     and n.reserved = ${p.reserved}`,
);
