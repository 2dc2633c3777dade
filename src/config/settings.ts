import { resolve } from 'node:path';
import { CALL_TIMEOUTS, type CallTimeouts } from './call-timeouts.js';
import { readDatabaseUrl } from './database-url.js';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.js';
import { type KeyMaterial, parseKeyRing } from './key-ring.js';
import { readPlatformSettings, readWebhookSecrets } from './platform-settings.js';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { readWithheldCallers } from './withheld-callers.js';
import {
  keptSecret,
  newAdminApiKey,
  newNumberKeys,
  newWebhookSecret,
} from './generated-secrets.js';

/** Where 8x8's webhooks come from. Source: 8x8 Connect, "Voice IP Addresses", July 2026. */
const EIGHTXEIGHT_ADDRESSES = ['18.140.80.2', '52.220.253.234', '54.255.116.8', '52.74.232.241'];

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['plain', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Scheduled jobs, and how often they run by default. */
const JOB_SECONDS = {
  'booking-expiry': 30,
  'pool-rebalance': 300,
  'pool-sync': 900,
  'call-stats': 3600,
  events: 1,
  retention: 3600,
} as const;
export type ScheduledJob = keyof typeof JOB_SECONDS;

/** What is kept for how long by default. */
const RETENTION_DAYS = { audit: 0, bookings: 365, calls: 365, events: 30, receipts: 30 } as const;
export type RetainedRecord = keyof typeof RETENTION_DAYS;

/** Everything that the environment decides, read and checked once at start. */
export class Settings {
  production!: boolean;
  port!: number;
  host!: string;
  /** Of clients, at once. */
  maxConnections!: number;
  /** Absent: `/metrics` is on the port of everything else. */
  metricsPort?: number;
  metricsHost!: string;
  /** Absent: an embedded PostgreSQL under `dataDir`. */
  databaseUrl?: string;
  /** Absolute path. */
  dataDir!: string;
  adminApiKey!: string;
  /** Requests of an API key that has no limit of its own. */
  apiRateLimitPerMinute!: number;
  /** One, or two while they are rotated. */
  webhookSecrets!: string[];
  /** Lower case. */
  webhookAuthHeader!: string;
  /** IP addresses or CIDR blocks; empty: any. */
  webhookAllowedIps!: string[];
  /** IP addresses or CIDR blocks whose X-Forwarded-For is believed. */
  trustedProxies!: string[];
  /** Numbers that stand for a withheld one: digits without `+`. */
  withheldCallers!: string[];
  /** Numbers are encrypted and looked up with the first; all decrypt. */
  numberKeys!: KeyMaterial[];
  /** Origin of 8x8's voice API. */
  eightXEightBaseUrl!: string;
  eightXEightApiKey?: string;
  /** Where 8x8 reaches us, for registering the webhooks; without a slash at its end. */
  publicUrl?: string;
  /** Whether events may be sent without TLS. */
  webhookEndpointAllowHttp!: boolean;
  /** CIDR blocks that are not public, and that events may be sent to all the same. */
  webhookEndpointAllowedNetworks!: string[];
  logLevel!: LogLevel;
  logFormat!: LogFormat;
  /** Seconds for which a replica that is to stop goes on serving, while it is not ready any more. */
  drainSeconds!: number;
  /** Whether this replica runs scheduled jobs. */
  jobsEnabled!: boolean;
  /** Seconds from one occurrence of a job to the next; 0: only when it is asked for. */
  jobSeconds!: Readonly<Record<ScheduledJob, number>>;
  /** A list of 8x8 that would retire more than this share of a pool's numbers waits for an operator. */
  syncRetireShare!: number;
  /** Days after which records are deleted; 0: never. */
  retentionDays!: Readonly<Record<RetainedRecord, number>>;
  /** Hours after which a call whose summary has not come is `unknown`. */
  callUnknownAfterHours!: number;
  /** Not read from the environment. */
  callTimeouts: Readonly<CallTimeouts> = CALL_TIMEOUTS;
  /** Not read from the environment. */
  httpLimits: Readonly<HttpLimits> = HTTP_LIMITS;
}

/**
 * Reads the settings. Outside production a missing key or secret is made up, and kept in `DATA_DIR`
 * (mode 0600), so that a first try needs no settings at all.
 * @throws SettingsError naming every missing or wrong variable, and no value
 */
export function loadSettings(env: Environment = process.env): Settings {
  const read = new EnvironmentReader(env);
  const production = env['NODE_ENV'] === 'production';
  const dataDir = resolve(read.text('DATA_DIR') ?? '.maskline');
  const secret = (name: string, generate: () => string): string | undefined =>
    production
      ? read.required(name)
      : (read.text(name) ?? read.kept('DATA_DIR', () => keptSecret(dataDir, name, generate)));

  const settings = new Settings();
  settings.production = production;
  settings.port = read.integer('PORT', 8080, 0, 65_535);
  settings.host = read.text('HOST') ?? '127.0.0.1';
  settings.maxConnections = read.integer('MAX_CONNECTIONS', 2_000, 10, 1_000_000);
  if (read.text('METRICS_PORT') !== undefined) {
    settings.metricsPort = read.integer('METRICS_PORT', 0, 0, 65_535);
  }
  settings.metricsHost = read.text('METRICS_HOST') ?? '127.0.0.1';
  settings.dataDir = dataDir;
  settings.databaseUrl = readDatabaseUrl(read);
  if (production && settings.databaseUrl === undefined) read.required('DATABASE_URL');
  settings.adminApiKey = secret('ADMIN_API_KEY', newAdminApiKey) ?? '';
  read.check('ADMIN_API_KEY', settings.adminApiKey, atLeast(20), 'must have 20 characters or more');
  settings.apiRateLimitPerMinute = read.integer('API_RATE_LIMIT_PER_MINUTE', 6_000, 1, 10_000_000);
  settings.webhookSecrets = readWebhookSecrets(read, secret('WEBHOOK_SECRETS', newWebhookSecret));
  settings.webhookAuthHeader = (read.text('WEBHOOK_AUTH_HEADER') ?? 'authorization').toLowerCase();
  read.check(
    'WEBHOOK_AUTH_HEADER',
    settings.webhookAuthHeader,
    isHeaderName,
    'must be a header name',
  );
  settings.webhookAllowedIps = read.addresses('WEBHOOK_ALLOWED_IPS', {
    '8x8': EIGHTXEIGHT_ADDRESSES,
  });
  settings.trustedProxies = read.addresses('TRUSTED_PROXIES');
  settings.withheldCallers = readWithheldCallers(read);
  settings.numberKeys =
    read.parse('NUMBER_KEYS', secret('NUMBER_KEYS', newNumberKeys), parseKeyRing) ?? [];
  Object.assign(settings, readPlatformSettings(read));
  const allowHttp = read.oneOf('WEBHOOK_ENDPOINT_ALLOW_HTTP', ['true', 'false'], 'false');
  settings.webhookEndpointAllowHttp = allowHttp === 'true';
  settings.webhookEndpointAllowedNetworks = read.addresses('WEBHOOK_ENDPOINT_ALLOWED_NETWORKS');
  settings.logLevel = read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info');
  settings.logFormat = read.oneOf('LOG_FORMAT', LOG_FORMATS, production ? 'json' : 'plain');
  settings.drainSeconds = read.integer('DRAIN_SECONDS', production ? 10 : 0, 0, 600);
  settings.jobsEnabled = read.oneOf('JOBS', ['on', 'off'], 'on') === 'on';
  settings.jobSeconds = readNumbers(read, JOB_SECONDS, 'JOB', 'SECONDS', 86_400);
  settings.syncRetireShare = read.share('SYNC_RETIRE_SHARE', 0.5);
  settings.retentionDays = readNumbers(read, RETENTION_DAYS, 'RETENTION', 'DAYS', 36_500);
  // Less than 25: statistics count an hour once it is that long ago.
  settings.callUnknownAfterHours = read.integer('CALL_UNKNOWN_AFTER_HOURS', 6, 1, 24);
  read.finish();
  return settings;
}

const atLeast = (length: number) => (text: string) => text.length >= length;
const isHeaderName = (text: string): boolean => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(text);

/** One variable for each, as `JOB_BOOKING_EXPIRY_SECONDS`. */
const readNumbers = <Name extends string>(
  read: EnvironmentReader,
  defaults: Readonly<Record<Name, number>>,
  prefix: string,
  unit: string,
  most: number,
): Record<Name, number> =>
  Object.fromEntries(
    Object.entries<number>(defaults).map(([name, fallback]) => {
      const variable = `${prefix}_${name.toUpperCase().replaceAll('-', '_')}_${unit}`;
      return [name, read.integer(variable, fallback, 0, most)];
    }),
  ) as Record<Name, number>;
