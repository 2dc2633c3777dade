import type { Schema } from './type-schemas.js';

/** Groups of operations by path prefix; the first match wins. */
const TAGS: readonly { prefix: RegExp; name: string; description: string }[] = [
  {
    prefix: /^\/v1\/(messages|stats\/messages|bookings\/\{id\}\/messages)/,
    name: 'Texts',
    description: 'Texts between the parties, texts of yours, and statistics.',
  },
  {
    prefix: /^\/v1\/(calls|stats|bookings\/\{id\}\/calls)/,
    name: 'Calls',
    description: 'Call records, calls from the app, and statistics.',
  },
  {
    prefix: /^\/v1\/(blocks|bookings\/\{id\}\/(blocks|reports))/,
    name: 'Blocks and reports',
    description: 'People who may not reach others, and complaints about bookings.',
  },
  {
    prefix: /^\/v1\/bookings/,
    name: 'Bookings',
    description: 'Two parties, one virtual number, for a limited time.',
  },
  {
    prefix: /^\/v1\/pools/,
    name: 'Pools',
    description: 'Virtual numbers of one sub-account, and their policy.',
  },
  {
    prefix: /^\/v1\/virtual-numbers/,
    name: 'Virtual numbers',
    description: 'The numbers rented from 8x8.',
  },
  {
    prefix: /^\/v1\/routing/,
    name: 'Routing',
    description: 'How a call would be routed, and why.',
  },
  {
    prefix: /^\/v1\/event-subscriptions/,
    name: 'Event subscriptions',
    description: 'Where Maskline delivers events to.',
  },
  { prefix: /^\/v1\/events/, name: 'Events', description: 'The emitted events.' },
  {
    prefix: /^\/v1\/(api-keys|console-sessions)/,
    name: 'API keys',
    description: 'Keys, their scopes and limits, and who is signed in with them.',
  },
  {
    prefix: /^\/v1\/twilio-accounts/,
    name: 'Twilio accounts',
    description: "Credentials of Twilio Proxy's API.",
  },
  { prefix: /^\/v1\/audit/, name: 'Audit', description: 'The record of all changes.' },
  {
    prefix: /^\/v1\/(jobs|number-keys|dead-letters)/,
    name: 'Maintenance',
    description: 'Scheduled work of Maskline, and messages of 8x8 that it could not read.',
  },
  {
    prefix: /^\/v1\/(erasures|exports)/,
    name: 'Privacy',
    description: 'Export and erasure of the data of a phone number.',
  },
  {
    prefix: /^\/webhooks\//,
    name: 'Webhooks of 8x8',
    description: 'For 8x8 only. See the documentation of 8x8 for the messages.',
  },
  {
    prefix: /^\//,
    name: 'Operation',
    description: 'Health, metrics and documentation, without authentication.',
  },
];

export const tagOf = (path: string): string => TAGS.find(({ prefix }) => prefix.test(path))!.name;

/** In the order in which an integrator meets them. */
const READING_ORDER = [
  'Pools',
  'Virtual numbers',
  'Bookings',
  'Calls',
  'Texts',
  'Routing',
  'Blocks and reports',
  'Event subscriptions',
  'Events',
  'API keys',
];

const rank = (name: string): number =>
  READING_ORDER.includes(name) ? READING_ORDER.indexOf(name) : READING_ORDER.length;

export const DOCUMENT_TAGS = TAGS.map(({ name, description }) => ({ name, description })).toSorted(
  (one, other) => rank(one.name) - rank(other.name),
);

const UUID = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';

/** By name; if a name has several meanings, by the path up to it. */
export const PATH_PARAMETERS: Readonly<Record<string, Schema>> = {
  pool: { description: 'Id or name.', schema: { type: 'string' }, example: 'rides' },
  // No format: a malformed id is not found rather than invalid.
  id: { schema: { type: 'string' }, example: UUID },
  msisdn: {
    description: 'E.164 with `+`, which is `%2B` in a URL unless your client encodes it.',
    schema: { type: 'string' },
    example: '+6568332048',
  },
  role: { description: 'Role of the party.', schema: { type: 'string' }, example: 'driver' },
  accountSid: {
    description: 'SID of the account.',
    schema: { type: 'string' },
    example: 'AC019ab1f46f0c7c1e9d0b6a3f4f1f6f10',
  },
  sessionId: { description: "8x8's.", schema: { type: 'string' }, example: UUID },
  name: { description: 'Name of the job.', schema: { type: 'string' }, example: 'rebalance' },
};

/** By name. OpenAPI expresses `Accept` by the media types of the responses. */
export const HEADER_PARAMETERS: Readonly<Record<string, Schema | undefined>> = {
  accept: undefined,
  'if-match': {
    name: 'If-Match',
    description: 'The `ETag` that the booking must still have; otherwise nothing is changed (412).',
    schema: { type: 'string' },
    example: '"Zx3k9Qm1v0aB7cD2eF4gHw"',
  },
  'if-none-match': {
    name: 'If-None-Match',
    description: 'The `ETag` of a response that you have cached (304).',
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
    description: 'The rest of the limit of the key, and the seconds until it is fully restored.',
    required: true,
    schema: { type: 'string' },
    example: '"key";r=5990;t=1',
  },
  RateLimitPolicy: {
    description: 'The limit of the key, in requests per minute.',
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
      'An API key, or `ADMIN_API_KEY`, which has all scopes. Each operation names its required scope.',
  },
  webhookSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'One of `WEBHOOK_SECRETS`, plain or after `Bearer `. `WEBHOOK_AUTH_HEADER` can select another header.',
  },
};
