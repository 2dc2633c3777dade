/**
 * SIDs of Twilio: two letters and 32 hexadecimal digits. Those of services, sessions and accounts
 * are UUIDs. That of a phone number contains its digits, so it is the same after a number was
 * removed and added again; virtual numbers are no secret.
 */
import { createHash } from 'node:crypto';

/** `AC` account, `KS` service, `KC` session, `KP` participant, `PN` phone number. */
export type SidKind = 'AC' | 'KS' | 'KC';

const SID = /^[A-Z]{2}[0-9a-f]{32}$/;

export const sidOf = (kind: SidKind, uuid: string): string =>
  kind + uuid.replaceAll('-', '').toLowerCase();

/** Returns the UUID in a SID; undefined if the text is no SID of this kind. */
export function uuidOf(kind: SidKind, sid: string): string | undefined {
  if (!SID.test(sid) || !sid.startsWith(kind)) return undefined;
  return sid.slice(2).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param msisdn a virtual number in E.164 */
export const numberSidOf = (msisdn: string): string => `PN${msisdn.slice(1).padStart(32, '0')}`;

/** Returns the virtual number in a SID, in E.164; undefined if it is no SID of a number. */
export function numberOfSid(sid: string): string | undefined {
  const digits = sid.length === 34 ? /^PN0+([1-9]\d{6,14})$/.exec(sid)?.[1] : undefined;
  return digits && `+${digits}`;
}

/** The role of a participant in its booking: `p` and the id in base64url. */
const ROLE = /^p([\w-]{22})$/;

export const roleOfId = (uuid: string): string =>
  `p${Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')}`;

/** Returns the SID of the participant with this role; null if the role is no participant's. */
export function participantSidOf(role: string): string | null {
  const bytes = ROLE.exec(role)?.[1];
  return bytes === undefined ? null : `KP${Buffer.from(bytes, 'base64url').toString('hex')}`;
}

/** Returns the role of the participant with this SID; undefined if the text is no SID. */
export const roleOfSid = (sid: string): string | undefined =>
  SID.test(sid) && sid.startsWith('KP') ? roleOfId(sid.slice(2)) : undefined;

/**
 * Returns a SID for an opaque id: `KI` for a call or text, `CA` for a leg of a call, `SM` for a text
 * that arrived or was sent.
 */
export const sidOfCarrierId = (kind: 'KI' | 'CA' | 'SM', id: string): string =>
  kind + createHash('sha256').update(id).digest('hex').slice(0, 32);
