import { OWN_NUMBER } from '../../booking/index.js';
import { statement } from '../../platform/database/index.js';
import { BOOKINGS_OF_SESSION, REFERENCE } from '../sessions/session.sql.js';

const OF_SESSION = { poolId: 'uuid', sessionId: 'uuid' } as const;
const ONE = { ...OF_SESSION, role: 'text' } as const;

/**
 * Lists the participants of a session, the last one first: those with a party in its booking. A
 * session has two at most.
 */
export const LIST_PARTICIPANTS = statement(
  'list-twilio-participants',
  OF_SESSION,
  (p) => `
  select one.role, one.friendly_name, one.created_at, b.id as booking_id, b.pool_id,
         party.number_ciphertext, own.msisdn as proxy_identifier,
         own.can_voice, own.can_sms
    from twilio_session s
    join booking b on b.reference = ${REFERENCE} and b.pool_id = s.pool_id
    join party on party.booking_id = b.id and party.pool_id = b.pool_id
    join twilio_participant one
      on one.session_id = s.id and one.pool_id = s.pool_id and one.role = party.role
    join virtual_number own on own.id = ${OWN_NUMBER}
   where s.id = ${p.sessionId} and s.pool_id = ${p.poolId}
   order by one.created_at desc, party.position desc`,
);

export const INSERT_PARTICIPANT = statement(
  'insert-twilio-participant',
  { ...ONE, friendlyName: 'text?' },
  (p) => `
  insert into twilio_participant (session_id, role, pool_id, friendly_name)
  values (${p.sessionId}, ${p.role}, ${p.poolId}, ${p.friendlyName})`,
);

export const DELETE_PARTICIPANT = statement(
  'delete-twilio-participant',
  ONE,
  (p) => `
  delete from twilio_participant
   where session_id = ${p.sessionId} and role = ${p.role} and pool_id = ${p.poolId}`,
);

/**
 * Returns a row if the phone was removed from the booking: it has routes, and no party. They stay
 * until they have cooled down, so that no index of a removed phone is kept for longer.
 */
export const FIND_REMOVED = statement(
  'find-removed-twilio-participant',
  { ...OF_SESSION, indexes: 'bytea[]' },
  (p) => `
  select from twilio_session s
    join route r on r.booking_id = any(${BOOKINGS_OF_SESSION}) and r.pool_id = s.pool_id
      and r.caller_index = any(${p.indexes})
   where s.id = ${p.sessionId} and s.pool_id = ${p.poolId}
     and not exists (
       select from party
        where party.booking_id = r.booking_id and party.pool_id = r.pool_id
          and party.role = r.caller_role)
   limit 1`,
);
