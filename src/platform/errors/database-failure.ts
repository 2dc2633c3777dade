/**
 * SQLSTATEs of failures that are not our own errors: the database, its machine or the network is
 * temporarily unable to respond, and a retry may succeed. Source: PostgreSQL 18, Appendix A. A
 * class of two characters includes all of its codes.
 */
const UNAVAILABLE_SQLSTATES = [
  '08', // connection exception, except as in isProtocolMistake
  '25006', // read_only_sql_transaction: this is a standby, or a primary that was demoted
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  '28', // invalid authorization: the database refuses our login
  '3D000', // invalid_catalog_name: the database does not exist (yet)
  '40001', // serialization_failure, after its retries
  '40003', // statement_completion_unknown
  '40P01', // deadlock_detected, after its retries
  '53', // insufficient resources: disk full, out of memory, too many connections
  '55P03', // lock_not_available
  '57014', // query_canceled: it took longer than statement_timeout
  '57P', // operator intervention: shutdown, crash, start-up, database dropped
  '58', // system error: I/O
  '26000', // invalid_sql_statement_name: a connection pooler switched the session
  '42P05', // duplicate_prepared_statement: the same
];

/**
 * Node's error codes for sockets, DNS and file descriptors. Source: errno(3), Node.js "DNS error
 * codes".
 */
const UNAVAILABLE_CODES = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ETIMEDOUT',
]);

/**
 * Error codes of a TLS handshake, such as `CERT_HAS_EXPIRED`. Source: Node.js, "X509 certificate
 * error codes".
 */
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_)|SELF_SIGNED_CERT|HOSTNAME_MISMATCH/;

/** Messages of pg, pg-pool and TypeORM errors without codes. Source: their code. */
const UNAVAILABLE_MESSAGES = new RegExp(
  [
    'Connection terminated',
    'timeout exceeded when trying to connect',
    '^timeout expired$',
    'Query read timeout',
    'Client was closed and is not queryable',
    'Client has encountered a connection error',
    'Cannot use a pool after calling end',
    'The server does not support SSL connections',
    'There was an error establishing an SSL connection',
    '^Driver not Connected',
  ].join('|'),
  'i',
);

interface CodedError extends Error {
  code?: unknown;
  severity?: unknown;
  syscall?: unknown;
}

/**
 * Whether a failure is due to reaching or using the database, so that a later retry may succeed.
 * Any other failure (SQLSTATE 42601, 22P02, a TypeError …) is our own error.
 */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isStalePlan(error)) return true;
  const { code, syscall } = error as CodedError;
  if (typeof code === 'string') {
    if (isProtocolMistake(error)) return false;
    if (UNAVAILABLE_CODES.has(code) || TLS_CODE.test(code) || syscall === 'connect') return true;
    if (isSqlState(code) && UNAVAILABLE_SQLSTATES.some((start) => code.startsWith(start))) {
      return true;
    }
  }
  return UNAVAILABLE_MESSAGES.test(error.message);
}

/**
 * Whether the connection broke or fell silent during a statement, so that its outcome is unknown.
 * The statement may be repeated on another connection if it is idempotent.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = String((error as CodedError).code);
  if (['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code)) return true;
  if (/^(25006|57P0[123]|08003|08006|26000|42P05)$/.test(code)) return true;
  return isSilence(error) || isStalePlan(error) || /Connection terminated/.test(error.message);
}

/** Whether a connection did not respond in time; its other end may be gone. */
export const isSilence = (error: unknown): boolean =>
  error instanceof Error && /Query read timeout/.test(error.message);

/** Whether the server has become a standby, so that none of its connections can write. */
export const isReadOnly = (error: unknown): boolean =>
  (error as CodedError | null)?.code === '25006';

/**
 * Whether a prepared statement of this connection is unusable, because a migration changed its
 * result columns or a pooler switched the session.
 */
export function isStalePlan(error: unknown): boolean {
  const { code, message } = (error ?? {}) as CodedError;
  return (
    code === '26000' || code === '42P05' || (code === '0A000' && /cached plan/.test(message ?? ''))
  );
}

const isSqlState = (code: string): boolean => /^[\dA-Z]{5}$/.test(code);

/**
 * 08P01 (protocol_violation) from PostgreSQL is our own error, such as too many parameters.
 * PgBouncer sends it with severity FATAL when it cannot reach the database, for example for
 * `query_wait_timeout`.
 */
const isProtocolMistake = ({ code, severity }: CodedError): boolean =>
  code === '08P01' && severity !== 'FATAL';
