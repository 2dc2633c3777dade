import { describe, expect, it } from 'vitest';
import { isConnectionLost, isDatabaseUnreachable } from '../errors/index.js';
import { toProblem } from './problem.filter.js';

const failure = (code: string, more: object = {}): Error =>
  Object.assign(new Error('refused'), { code, ...more });

describe('a failure of the database', () => {
  it.each([
    ['disk_full', '53100'],
    ['out_of_memory', '53200'],
    ['too_many_connections', '53300'],
    ['configuration_limit_exceeded', '53400'],
    ['read_only_sql_transaction', '25006'],
    ['idle_in_transaction_session_timeout', '25P03'],
    ['transaction_timeout', '25P04'],
    ['query_canceled', '57014'],
    ['admin_shutdown', '57P01'],
    ['crash_shutdown', '57P02'],
    ['cannot_connect_now', '57P03'],
    ['idle_session_timeout', '57P05'],
    ['lock_not_available', '55P03'],
    ['serialization_failure', '40001'],
    ['deadlock_detected', '40P01'],
    ['connection_failure', '08006'],
    ['sqlclient_unable_to_establish_sqlconnection', '08001'],
    ['invalid_password', '28P01'],
    ['invalid_catalog_name', '3D000'],
    ['io_error', '58030'],
    ['invalid_sql_statement_name, from a pooler', '26000'],
    ['duplicate_prepared_statement, from a pooler', '42P05'],
  ])('%s counts as unavailable', (_name, code) => {
    expect(toProblem(failure(code), '')).toMatchObject({
      status: 503,
      code: 'database-unavailable',
    });
  });

  it.each([
    ['syntax_error', '42601'],
    ['invalid_text_representation', '22P02'],
    ['numeric_value_out_of_range', '22003'],
    ['unique_violation', '23505'],
    ['insufficient_privilege', '42501'],
    ['too many parameters', '08P01'],
    ['internal_error', 'XX000'],
    ['a code that only begins the same', '530'],
    ['a missing file', 'ENOENT'],
  ])('%s counts as an internal error', (_name, code) => {
    expect(toProblem(failure(code, { severity: 'ERROR' }), '').status).toBe(500);
  });

  it('08P01 counts as unavailable when PgBouncer reports with it that it cannot reach the database', () => {
    expect(isDatabaseUnreachable(failure('08P01', { severity: 'FATAL' }))).toBe(true);
  });

  it('a prepared statement that a migration invalidated counts as unavailable', () => {
    const stale = new Error('cached plan must not change result type');
    expect(isDatabaseUnreachable(Object.assign(stale, { code: '0A000' }))).toBe(true);
    expect(isDatabaseUnreachable(failure('0A000'))).toBe(false);
  });
});

describe('a failure of the connection', () => {
  it.each([
    'EAI_AGAIN',
    'ECONNABORTED',
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'EMFILE',
    'ENETUNREACH',
    'ENOTCONN',
    'ENOTFOUND',
    'EPIPE',
    'EPROTO',
    'ETIMEDOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s', (code) => {
    expect(isDatabaseUnreachable(failure(code))).toBe(true);
  });

  it.each([
    'Client was closed and is not queryable',
    'Client has encountered a connection error and is not queryable',
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Query read timeout',
    'Cannot use a pool after calling end on the pool',
    'The server does not support SSL connections',
  ])('"%s"', (message) => {
    expect(isDatabaseUnreachable(new Error(message))).toBe(true);
  });

  it('no address of a host accepts the connection', () => {
    const refused = failure('ECONNREFUSED', { syscall: 'connect' });
    const all = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' });
    expect(isDatabaseUnreachable(all)).toBe(true);
  });

  it('a Unix socket does not exist', () => {
    expect(isDatabaseUnreachable(failure('ENOENT', { syscall: 'connect' }))).toBe(true);
  });

  it('any other error is an internal error', () => {
    expect(isDatabaseUnreachable(new TypeError('x is not a function'))).toBe(false);
    expect(isDatabaseUnreachable('refused')).toBe(false);
  });
});

describe('an error that justifies a retry on another connection', () => {
  it.each(['ECONNRESET', 'EPIPE', '57P01', '25006', '08006'])('%s', (code) => {
    expect(isConnectionLost(failure(code))).toBe(true);
  });

  it('does not include errors that would occur again', () => {
    for (const code of ['53100', '57014', 'ECONNREFUSED', '23505']) {
      expect(isConnectionLost(failure(code))).toBe(false);
    }
    expect(isConnectionLost(new Error('timeout exceeded when trying to connect'))).toBe(false);
  });
});
