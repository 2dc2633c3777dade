import type { FormReader } from '../http/form.js';
import { invalidParameter, TwilioProxyError } from '../http/twilio-error.js';
import { MAX_NAME_LENGTH, MAX_TTL } from '../services/service-request.js';
import { readParticipants, type WantedParticipant } from '../participants/participant-request.js';
import { SESSION_MODES, type SessionMode } from './twilio-session.entity.js';
import { DEFAULT_TTL } from './session.sql.js';

const STATUSES = ['open', 'in-progress', 'closed', 'failed', 'unknown'] as const;
export type RequestedStatus = (typeof STATUSES)[number];

/** When a session ends. */
export interface SessionTimes {
  /** Seconds after the last interaction; 0: none. */
  ttl: number;
  /** Takes precedence over `ttl`. */
  dateExpiry: Date | null;
}

export interface WantedSession extends SessionTimes {
  uniqueName: string | null;
  mode: SessionMode;
  participants: WantedParticipant[];
}

/** Milliseconds; a booking lasts a year at most, and this leaves an hour. */
const MAX_LIFE_MS = 365 * 24 * 60 * 60 * 1_000;

/**
 * Reads a new session.
 * @param now milliseconds of the database's clock
 * @throws TwilioProxyError
 */
export function readSession(form: FormReader, defaultTtl: number, now: number): WantedSession {
  const status = form.choice('Status', STATUSES);
  if (status !== undefined && status !== 'open') throw new TwilioProxyError(80608);
  const mode = form.choice('Mode', SESSION_MODES) ?? 'voice-and-message';
  const uniqueName = form.text('UniqueName', MAX_NAME_LENGTH) ?? null;
  return {
    ...readTimes(form, { ttl: defaultTtl, dateExpiry: null }, now),
    uniqueName,
    mode,
    participants: readParticipants(form, mode),
  };
}

export interface SessionChange {
  status: RequestedStatus | undefined;
  /** Undefined: unchanged. */
  times: SessionTimes | undefined;
  mode: SessionMode | undefined;
}

/** Reads a change of a session. @throws TwilioProxyError */
export function readSessionChange(
  form: FormReader,
  before: SessionTimes,
  now: number,
): SessionChange {
  const isGiven = form.all('Ttl').length + form.all('DateExpiry').length > 0;
  return {
    status: form.choice('Status', STATUSES),
    times: isGiven ? readTimes(form, before, now) : undefined,
    mode: form.choice('Mode', SESSION_MODES),
  };
}

/** @throws TwilioProxyError */
function readTimes(form: FormReader, before: SessionTimes, now: number): SessionTimes {
  const ttl = form.integer('Ttl', MAX_TTL);
  const expiry = form.time('DateExpiry');
  if (expiry && expiry.ms <= now) throw invalidParameter('DateExpiry', 'in the future');
  if (expiry && expiry.ms > now + MAX_LIFE_MS)
    throw invalidParameter('DateExpiry', 'within a year');
  return {
    ttl: ttl === undefined ? before.ttl : (ttl ?? 0),
    dateExpiry: expiry === undefined ? before.dateExpiry : expiry && new Date(expiry.ms),
  };
}

/** Returns the end of the booking of a session, in the terms of a booking. */
export function bookingTimesOf({ ttl, dateExpiry }: SessionTimes, now: number) {
  if (dateExpiry) {
    return { expiresAt: dateExpiry.toISOString(), idleTtlSeconds: null, maxExpiresAt: null };
  }
  const seconds = ttl === 0 ? DEFAULT_TTL : ttl;
  return {
    ttlSeconds: seconds,
    idleTtlSeconds: seconds,
    maxExpiresAt: new Date(now + MAX_LIFE_MS).toISOString(),
  };
}
