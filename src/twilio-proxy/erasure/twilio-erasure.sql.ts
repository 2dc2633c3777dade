/**
 * Statements that erase a phone number from the names that clients of Twilio's API chose. They read
 * whole tables, as an erasure does (ADR 13).
 */
import { statement } from '../../platform/database/index.js';

const MENTION = { digits: 'text', separators: 'text' } as const;

const mentions = (text: string, p: Record<keyof typeof MENTION, string>): string =>
  `translate(${text}, ${p.separators}, '') like '%' || ${p.digits} || '%'`;

export const FIND_SESSION_NAMES = statement(
  'find-twilio-session-names-of-phone',
  MENTION,
  (p) => `
  select id, pool_id, unique_name as name from twilio_session where ${mentions('unique_name', p)}`,
);

/** Two sessions can have only different names, so the name contains the session's id. */
export const ERASE_SESSION_NAME = statement(
  'erase-twilio-session-name',
  { id: 'uuid', poolId: 'uuid', name: 'text' },
  (p) => `
  update twilio_session set unique_name = 'erased:' || id
   where id = ${p.id} and pool_id = ${p.poolId} and unique_name = ${p.name}`,
);

export const FIND_FRIENDLY_NAMES = statement(
  'find-twilio-friendly-names-of-phone',
  MENTION,
  (p) => `
  select session_id, role, pool_id, friendly_name as name from twilio_participant
   where ${mentions('friendly_name', p)}`,
);

export const REWRITE_FRIENDLY_NAME = statement(
  'rewrite-twilio-friendly-name',
  { sessionId: 'uuid', role: 'text', poolId: 'uuid', name: 'text' },
  (p) => `
  update twilio_participant set friendly_name = ${p.name}
   where session_id = ${p.sessionId} and role = ${p.role} and pool_id = ${p.poolId}`,
);
