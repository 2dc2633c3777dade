import type { AttackPlan } from './hostile-load.js';
import { WEBHOOK_SECRET } from './stage.js';

/** The attacker: anybody who reaches the port, a key of one pool, or a holder of the carrier's secret. */
export type Attacker = 'anybody' | 'a key' | 'the secret';

export interface Attack {
  name: string;
  by: Attacker;
  plan: Omit<AttackPlan, 'url' | 'seconds'>;
}

const MEGABYTE = 1024 * 1024;

/** Far more than can be served in the time of a scenario, but bounded. */
const MANY = 100_000;

const unread = (request: string, headers?: Record<string, string>): Attack => ({
  name: `1 connection, 3,000 pipelined ${request}, reads nothing`,
  by: 'anybody',
  plan: {
    connections: 1,
    request,
    requests: 3_000,
    manner: 'pipelined',
    ...(headers && { headers }),
  },
});

const flood = (name: string, request: string, headers?: Record<string, string>): Attack => ({
  name: `64 connections, ${name}`,
  by: 'anybody',
  plan: {
    connections: 64,
    request,
    requests: MANY,
    manner: 'in-turn',
    ...(headers && { headers }),
  },
});

const zeros = (bytes: number) => ({ prefix: '[0', repeat: ',0', suffix: ']', bytes });

/** Returns one number of a snapshot, in the format and size that 8x8 sends. */
export const snapshotNumber = (msisdn: string): string =>
  JSON.stringify({
    msisdn,
    countryCode: 'SG',
    operationalStatus: 'Active',
    referenceId: 'bench',
    numberType: 'Mobile',
    dateCreated: '2026-01-06T08:12:01.000Z',
    dateUpdated: '2026-01-06T08:12:01.000Z',
    numberHealthCheckEnabled: true,
    numberHealth: {
      isHealthy: true,
      status: 'Healthy',
      lastCheckedTime: '2026-01-06T08:12:01.000Z',
    },
    updatedTimestamp: '2026-01-06T08:12:01.000Z',
  });

/** @param key of one pool, with the default request limit */
export const attacks = (key: string): readonly Attack[] => {
  const asKey = { authorization: `Bearer ${key}` };
  const asCarrier = { authorization: WEBHOOK_SECRET };
  const withKey = (name: string, plan: Partial<AttackPlan> & { request: string }): Attack => ({
    name: `a key at its limit, ${name}`,
    by: 'a key',
    plan: { connections: 20, requests: MANY, manner: 'in-turn', headers: asKey, ...plan },
  });
  const oneMessage = (name: string, body: AttackPlan['body']): Attack => ({
    name: `1 message of 31 MB, ${name}`,
    by: 'the secret',
    plan: {
      connections: 1,
      request: 'POST /webhooks/8x8/virtual-numbers',
      requests: 1,
      manner: 'in-turn',
      headers: asCarrier,
      ...(body && { body }),
    },
  });
  const bytes = 31 * MEGABYTE;
  return [
    unread('GET /openapi.json'),
    unread('GET /docs'),
    unread('GET /metrics'),
    unread('GET /nothing-here'),
    unread('GET /v1/bookings'),
    unread('GET /v1/bookings', asKey),
    flood('GET /openapi.json', 'GET /openapi.json'),
    flood('GET /docs', 'GET /docs'),
    flood('GET /metrics', 'GET /metrics'),
    flood('guesses of keys', 'GET /v1/bookings', {
      authorization: `Bearer mk_live_${'0'.repeat(36)}`,
    }),
    flood('guesses of the secret', 'POST /webhooks/8x8/call-action', {
      authorization: 'not-the-secret-of-anybody',
      'content-length': '0',
    }),
    {
      name: '64 connections, a byte of the head every 100 ms',
      by: 'anybody',
      plan: { connections: 64, request: 'GET /docs', requests: MANY, manner: 'slow' },
    },
    withKey('1 MB of [0,0,…]', { request: 'POST /v1/bookings', body: zeros(MEGABYTE) }),
    withKey('60 KB of [0,0,…]', { request: 'POST /v1/bookings', body: zeros(60 * 1024) }),
    withKey('lists of calls', { request: 'GET /v1/calls?limit=200' }),
    withKey('lists of bookings', { request: 'GET /v1/bookings?limit=200' }),
    withKey('statistics of a year', {
      request:
        'GET /v1/stats/calls?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&groupBy=virtualNumber',
    }),
    oneMessage('unassigned numbers', {
      prefix: `{"payload":{"subAccountId":"nobody","updateEventType":"SNAPSHOT","totalNumbers":1,"virtualNumbers":[${snapshotNumber('+6580000000')}`,
      repeat: `,${snapshotNumber('+6580000000')}`,
      suffix: ']}}',
      bytes,
    }),
    oneMessage('[0,0,…]', zeros(bytes)),
    oneMessage('[[[…', { prefix: '[', repeat: '[', suffix: '', bytes }),
    oneMessage('text that is not JSON', {
      prefix: '+6591000001',
      repeat: ' x1',
      suffix: '',
      bytes,
    }),
  ];
};
