import { v7 as uuidv7 } from 'uuid';
import { ADMIN_JSON, readJson } from '../../platform/input/index.js';
import { FormReader } from '../http/form.js';
import { invalidParameter, TwilioProxyError } from '../http/twilio-error.js';
import type { SessionMode } from '../sessions/twilio-session.entity.js';
import { numberOfSid, roleOfId } from '../sid.js';

/** A participant that a request adds. */
export interface WantedParticipant {
  /** Of its party; contains its SID. */
  role: string;
  identifier: string;
  friendlyName: string | null;
  /** The proxy number that the request names. */
  proxyIdentifier: string | undefined;
}

const MAX_FRIENDLY_NAME = 255;
const MAX_PARTICIPANTS = 2;
/** Addresses of channels for messages, and for calls. Source: Twilio, "Participant resource". */
const MESSAGE_ADDRESS = /^(?:messenger|whatsapp|viber|rcs|sms):/i;
const CALL_ADDRESS = /^(?:client|sips?):/i;
const NUMBER = /^\+[1-9]\d{6,14}$/;

/** @throws TwilioProxyError */
export function readParticipant(form: FormReader): WantedParticipant {
  const identifier = form.text('Identifier', 200);
  if (!identifier) throw invalidParameter('Identifier', 'present');
  const friendlyName = form.text('FriendlyName', MAX_FRIENDLY_NAME) ?? null;
  const proxyIdentifier = proxyNumberIn(form);
  return { role: roleOfId(uuidv7()), identifier: identifier.trim(), friendlyName, proxyIdentifier };
}

/**
 * Asserts that a participant can be reached in the mode of its session. Other identifiers than phone
 * numbers can never be; those that the mode excludes get an error of their own.
 * @throws TwilioProxyError
 */
export function assertFitsMode({ identifier }: WantedParticipant, mode: SessionMode): void {
  const cannotCall = mode !== 'message-only' && MESSAGE_ADDRESS.test(identifier);
  const cannotText = mode !== 'voice-only' && CALL_ADDRESS.test(identifier);
  if (cannotCall || cannotText) throw new TwilioProxyError(80616);
}

/** Reads the participants of a new session, each of them JSON. @throws TwilioProxyError */
export function readParticipants(form: FormReader, mode: SessionMode): WantedParticipant[] {
  const texts = form.all('Participants').filter((text) => text !== '');
  if (texts.length > MAX_PARTICIPANTS) throw new TwilioProxyError(80609);
  const participants = texts.map((text) => readParticipant(new FormReader(fieldsIn(text))));
  for (const participant of participants) assertFitsMode(participant, mode);
  return participants;
}

function proxyNumberIn(form: FormReader): string | undefined {
  const sid = form.text('ProxyIdentifierSid', 34);
  const number = sid ? (numberOfSid(sid) ?? '') : form.text('ProxyIdentifier', 32);
  if (number === undefined || number === null) return undefined;
  if (!NUMBER.test(number)) throw new TwilioProxyError(80301);
  return number;
}

/**
 * Returns the members of a JSON object as parameters. Twilio does not document the case of their
 * names, so `friendlyName` and `friendly_name` mean `FriendlyName`.
 * @throws TwilioProxyError
 */
function fieldsIn(text: string): Record<string, string[]> {
  const { value } = readJson(Buffer.from(text), ADMIN_JSON) as { value?: unknown };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidParameter('Participants', 'JSON objects');
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => typeof member === 'string')
      .map(([name, member]) => [pascalCase(name), [member as string]]),
  );
}

const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
