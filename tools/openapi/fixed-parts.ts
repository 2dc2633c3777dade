import type { Schema } from './type-schemas.js';

/** Groups of operations, by the beginning of their paths; the first that fits holds. */
const TAGS: readonly { prefix: RegExp; name: string; description: string }[] = [
  {
    prefix: /^\/v1\/(calls|stats|unreadable|bookings\/\{id\}\/calls)/,
    name: 'Calls',
    description: 'What came of calls; calls from the app; statistics.',
  },
  {
    prefix: /^\/v1\/bookings/,
    name: 'Bookings',
    description: 'Two people, one virtual number, for a time.',
  },
  {
    prefix: /^\/v1\/pools/,
    name: 'Pools',
    description: 'Virtual numbers of one sub-account, and the policy for them.',
  },
  {
    prefix: /^\/v1\/virtual-numbers/,
    name: 'Virtual numbers',
    description: 'The numbers that are rented from 8x8.',
  },
  {
    prefix: /^\/v1\/routing/,
    name: 'Routing',
    description: 'What a call would get, and why.',
  },
  {
    prefix: /^\/v1\/event-subscriptions/,
    name: 'Event subscriptions',
    description: 'Where your back end is told of events.',
  },
  { prefix: /^\/v1\/events/, name: 'Events', description: 'What your back end was told.' },
  { prefix: /^\/v1\/api-keys/, name: 'API keys', description: 'Who may do what.' },
  { prefix: /^\/v1\/audit/, name: 'Audit', description: 'Who did what.' },
  {
    prefix: /^\/v1\/(jobs|number-keys)/,
    name: 'Jobs',
    description: 'What Maskline does by itself.',
  },
  {
    prefix: /^\/v1\/(erasures|exports)/,
    name: 'Privacy',
    description: 'What is stored of a phone number, and its erasure.',
  },
  {
    prefix: /^\/webhooks\//,
    name: 'Webhooks of 8x8',
    description: 'For 8x8 only. The messages are described by 8x8.',
  },
  {
    prefix: /^\//,
    name: 'Operation',
    description: 'Health, metrics and documentation; open to everybody.',
  },
];

export const tagOf = (path: string): string => TAGS.find(({ prefix }) => prefix.test(path))!.name;

export const DOCUMENT_TAGS = TAGS.map(({ name, description }) => ({ name, description }));

const UUID = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';

/** By the name, or where a name means several things, by the path up to it. */
export const PATH_PARAMETERS: Readonly<Record<string, Schema>> = {
  pool: { description: 'Id or name.', schema: { type: 'string' }, example: 'rides' },
  // Anything that is not an id of something is not found; only what is found has this form.
  id: { schema: { type: 'string' }, example: UUID },
  msisdn: {
    description: 'E.164 with `+`, which is `%2B` in a URL if your client does not write it so.',
    schema: { type: 'string' },
    example: '+6568332048',
  },
  role: { description: 'Of the party.', schema: { type: 'string' }, example: 'driver' },
  sessionId: { description: "8x8's.", schema: { type: 'string' }, example: UUID },
  name: { description: 'Of the job.', schema: { type: 'string' }, example: 'rebalance' },
};

/** By their names. Of `Accept` OpenAPI speaks with the media types of the answers. */
export const HEADER_PARAMETERS: Readonly<Record<string, Schema | undefined>> = {
  accept: undefined,
  'if-match': {
    name: 'If-Match',
    description: 'The `ETag` that it must have still; else nothing is changed (412).',
    schema: { type: 'string' },
    example: '"Zx3k9Qm1v0aB7cD2eF4gHw"',
  },
  'if-none-match': {
    name: 'If-None-Match',
    description: 'An `ETag` that you have the answer of (304).',
    schema: { type: 'string' },
    example: '"Zx3k9Qm1v0aB7cD2eF4gHw"',
  },
};

/** Source: draft-ietf-httpapi-ratelimit-headers-10. */
export const RATE_LIMIT_HEADERS: Schema = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
};

export const RETRY_AFTER = (isAlwaysThere: boolean): Schema => ({
  'Retry-After': {
    description: 'Seconds.',
    ...(isAlwaysThere && { required: true }),
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '1',
  },
});

export const HEADERS: Schema = {
  RateLimit: {
    description: 'What is left of the limit of the key, and the seconds until all of it is back.',
    required: true,
    schema: { type: 'string' },
    example: '"key";r=5990;t=1',
  },
  RateLimitPolicy: {
    description: 'The limit of the key: requests in a minute.',
    required: true,
    schema: { type: 'string' },
    example: '"key";q=6000;w=60',
  },
};

export const SECURITY_SCHEMES: Schema = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'mk_live_…',
    description:
      'An API key, or `ADMIN_API_KEY`, which has all scopes. Each operation names the scope that it needs.',
  },
  webhookSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'One of `WEBHOOK_SECRETS`, bare or after `Bearer `; in another header if `WEBHOOK_AUTH_HEADER` says so.',
  },
};
