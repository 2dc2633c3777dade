import { setTimeout as delay } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { csvLine } from '../../src/platform/rest/index.js';
import { ImportError } from './import-error.js';

const MAX_ATTEMPTS = 10;
const RETRIED: ReadonlySet<number> = new Set([409, 429, 502, 503, 504]);

export interface TwilioImportOptions {
  /** Base URL of Maskline, without `/twilio`. */
  url: string;
  accountSid: string;
  authToken: string;
  serviceSid: string;
  /** Whether to create nothing, and say what would happen. */
  isDryRun: boolean;
  /** Receives a CSV with a line for each session. */
  write: (text: string) => void;
}

export interface TwilioImportTally {
  created: number;
  existing: number;
  refused: number;
}

/** A session as the guide exports it from Twilio: one JSON object per line. */
interface ExportedSession {
  sid?: string;
  uniqueName?: string;
  mode?: string;
  ttl?: number;
  dateExpiry?: string | null;
  participants?: { identifier: string; friendlyName?: string; proxyIdentifier?: string }[];
}

type Outcome = { status: string; sid: string; problem: string };

const RESULT_COLUMNS = ['line', 'uniqueName', 'status', 'sessionSid', 'problem'];

/**
 * Creates a session for each line of a file. Importing the file again creates none twice: a session
 * is found by its unique name, or by the SID that it had at Twilio.
 * @throws ImportError
 */
export async function importTwilioSessions(
  file: Readable,
  options: TwilioImportOptions,
): Promise<TwilioImportTally> {
  const tally: TwilioImportTally = { created: 0, existing: 0, refused: 0 };
  options.write(csvLine(RESULT_COLUMNS));
  let line = 0;
  for await (const text of createInterface({ input: file })) {
    line += 1;
    if (text.trim() === '') continue;
    const session = sessionIn(text);
    const name = session?.uniqueName ?? session?.sid ?? '';
    const outcome =
      session && name !== ''
        ? await importOne(session, name, options)
        : { status: 'refused', sid: '', problem: 'not a session with uniqueName or sid' };
    if (outcome.status === 'refused') tally.refused += 1;
    else if (outcome.status.endsWith('created')) tally.created += 1;
    else tally.existing += 1;
    options.write(csvLine([line, name, outcome.status, outcome.sid, outcome.problem]));
  }
  return tally;
}

function sessionIn(text: string): ExportedSession | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as ExportedSession)
      : undefined;
  } catch {
    return undefined;
  }
}

async function importOne(
  session: ExportedSession,
  name: string,
  options: TwilioImportOptions,
): Promise<Outcome> {
  const path = `Services/${options.serviceSid}/Sessions`;
  const known = await send(options, `${path}/${encodeURIComponent(name)}`);
  if (known.status === 200) return { status: 'existed', sid: known.body.sid ?? '', problem: '' };
  if (known.status !== 404) throw new ImportError(`the server answers ${problemOf(known)}`);
  if (known.body.code === 20404 && !(await hasService(options))) {
    throw new ImportError('the account has no such service');
  }
  if (options.isDryRun) return { status: 'would be created', sid: '', problem: '' };
  const created = await send(options, path, formOf(session, name));
  if (created.status === 201)
    return { status: 'created', sid: created.body.sid ?? '', problem: '' };
  if (created.status === 401) throw new ImportError(`the server answers ${problemOf(created)}`);
  return { status: 'refused', sid: '', problem: problemOf(created) };
}

const hasService = async (options: TwilioImportOptions): Promise<boolean> =>
  (await send(options, `Services/${options.serviceSid}`)).status === 200;

function formOf({ mode, ttl, dateExpiry, participants = [] }: ExportedSession, name: string) {
  const form = new URLSearchParams({ UniqueName: name });
  if (mode) form.set('Mode', mode);
  if (ttl) form.set('Ttl', String(ttl));
  if (dateExpiry) form.set('DateExpiry', dateExpiry);
  for (const { identifier, friendlyName, proxyIdentifier } of participants) {
    const participant = {
      Identifier: identifier,
      ...(friendlyName && { FriendlyName: friendlyName }),
      ...(proxyIdentifier && { ProxyIdentifier: proxyIdentifier }),
    };
    form.append('Participants', JSON.stringify(participant));
  }
  return form;
}

interface Answer {
  status: number;
  body: { sid?: string; code?: number; message?: string };
}

const problemOf = ({ status, body }: Answer): string =>
  body.code === undefined ? `status ${status}` : `${body.code} ${body.message ?? ''}`.trim();

/** Sends a request, again if the server refuses it for now. @throws ImportError */
async function send(
  { url, accountSid, authToken }: TwilioImportOptions,
  path: string,
  form?: URLSearchParams,
): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url.replace(/\/+$/, '')}/twilio/v1/${path}`, {
      headers: { authorization },
      ...(form && { method: 'POST', body: form }),
    }).catch(() => undefined);
    const status = response?.status ?? 503;
    if (response && !RETRIED.has(status)) {
      const body = (await response.json().catch(() => ({}))) as Answer['body'];
      return { status, body };
    }
    if (attempt === MAX_ATTEMPTS) {
      throw new ImportError(response ? `the server answers ${status}` : 'no response');
    }
    await delay(1_000 * Math.min(attempt, 10));
  }
}
