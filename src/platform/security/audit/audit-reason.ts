import type { IncomingHttpHeaders } from 'node:http';
import { MalformedRequestError } from '../../errors/index.js';
import { NUMBER_LIKE } from '../../values/index.js';

/** Why a request is made, for the audit trail. Percent-encoded UTF-8, since headers are ASCII. */
const REASON_HEADER = 'audit-reason';
const MAX_CHARACTERS = 200;

/**
 * Returns the reason of a request, with whatever looks like a phone number masked; undefined if
 * there is none or it is invalid.
 */
export function auditReasonOf(headers: IncomingHttpHeaders): string | undefined {
  const reason = decoded(String(headers[REASON_HEADER] ?? ''))?.trim();
  if (reason === undefined || reason === '' || reason.length > MAX_CHARACTERS) return undefined;
  return /[\p{Cc}\p{Cs}]/u.test(reason) ? undefined : reason.replaceAll(NUMBER_LIKE, '••••');
}

/** Asserts that the reason of a request is valid, if it has one. @throws MalformedRequestError */
export function assertAuditReason(headers: IncomingHttpHeaders): void {
  if (headers[REASON_HEADER] === undefined || auditReasonOf(headers) !== undefined) return;
  throw new MalformedRequestError(
    `Audit-Reason must have 1 to ${MAX_CHARACTERS} characters, in percent-encoded UTF-8.`,
  );
}

function decoded(header: string): string | undefined {
  try {
    return decodeURIComponent(header);
  } catch {
    return undefined;
  }
}
