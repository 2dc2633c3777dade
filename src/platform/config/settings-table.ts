import { databaseName, hostName, joinDatabaseUrl, postgresUrl } from './database-url.js';
import { newAdminApiKey, newCarrierWebhookSecret, newNumberKeys } from './generated-secrets.js';
import { keyRing } from './key-ring.js';
import * as kind from './kinds.js';
import { env, parts } from './setting.js';

/** Source: 8x8 Connect, "Voice IP Addresses", July 2026. */
const PUBLISHED = { '8x8': ['18.140.80.2', '52.220.253.234', '54.255.116.8', '52.74.232.241'] };

/** Source: 8x8 Connect, "IP Address List" of SMS, October 2025; of all regions. */
const PUBLISHED_SMS = {
  '8x8': `
    52.220.117.120 52.220.109.9 18.136.13.204
    34.101.157.207 34.101.215.77 34.34.217.244 34.101.109.67
    34.142.20.188 34.142.64.178 34.39.69.103 34.39.114.155
    50.112.250.190 100.21.170.42 52.10.10.63`
    .trim()
    .split(/\s+/),
};

const host = kind.anyText('a host name or an IP address');
const intervalOf = (name: string, seconds: number) =>
  env(name, kind.integer(0, 86_400, 'seconds'), { default: seconds });
const retentionOf = (name: string, days: number) =>
  env(name, kind.integer(0, 36_500, 'days'), { default: days });

/**
 * All settings, by group and by property of `Settings`. `npm run generate` writes `.env.example` and
 * `docs/settings.md` from them and from their comments, which are documentation for operators.
 */
export const SETTINGS = {
  Process: {
    /** In production missing secrets stop the start, and some defaults differ. */
    production: env(
      'NODE_ENV',
      { values: 'production, or anything else', parse: (mode) => mode === 'production' },
      { default: 'development', example: 'production', isVerbatim: true },
    ),
    /** Least severe level that is logged. */
    logLevel: env('LOG_LEVEL', kind.oneOf('error', 'warn', 'info', 'debug'), { default: 'info' }),
    /** Format of the log. On a terminal, plain has colours unless NO_COLOR is set. */
    logFormat: env('LOG_FORMAT', kind.oneOf('plain', 'json'), {
      default: 'plain',
      defaultInProduction: 'json',
    }),
    /**
     * Which requests get a line in the log, whatever LOG_LEVEL is. errors: those that were answered with
     * 5xx or cut off. all: all but successful probes. A line holds no phone number, text or key.
     */
    accessLog: env('ACCESS_LOG', kind.oneOf('off', 'errors', 'all'), { default: 'off' }),
    /**
     * How long a replica still serves requests after SIGTERM. Meanwhile `/health/ready` answers 503.
     * Set it longer than your proxy takes to notice.
     */
    drainSeconds: env('DRAIN_SECONDS', kind.integer(0, 600, 'seconds'), {
      default: 0,
      defaultInProduction: 10,
    }),
  },
  HTTP: {
    /** Port of the admin API and of the carrier webhooks. 0 picks a free port. */
    port: env('PORT', kind.integer(0, 65_535), { default: 8080 }),
    /** Address to listen on. 0.0.0.0 lets other machines connect. */
    host: env('HOST', host, { default: '127.0.0.1', example: '0.0.0.0' }),
    /**
     * Limit of simultaneous client connections. Beyond it Maskline closes the connection that was silent
     * for longest without a known key or secret. If there is none, it closes the new one.
     */
    maxConnections: env('MAX_CONNECTIONS', kind.integer(10, 1_000_000), { default: 2_000 }),
    /** Proxies whose `X-Forwarded-For` is trusted. Empty: none. `Forwarded` is not read. */
    trustedProxies: env('TRUSTED_PROXIES', kind.addresses(), { default: '' }),
    /** Port for `/metrics` only, such as 9464. Unset: `/metrics` is public on `PORT`. */
    metricsPort: env('METRICS_PORT', kind.integer(0, 65_535), {}),
    /** Address that `METRICS_PORT` listens on. */
    metricsHost: env('METRICS_HOST', host, { default: '127.0.0.1' }),
  },
  Database: {
    /**
     * PostgreSQL 15 or newer. Unset, and no `PGHOST`: an embedded PostgreSQL in `DATA_DIR`. You can set
     * the variables below instead; `DATABASE_URL` wins over them, and without `PGHOST` they are not read.
     */
    databaseUrl: env('DATABASE_URL', postgresUrl, {
      required: 'in production',
      example: 'postgres://maskline:password@localhost:5432/maskline',
      parts: parts(
        {
          /** Host of the database. */
          host: env('PGHOST', hostName, { required: 'instead of DATABASE_URL' }),
          /** Port of the database. */
          port: env('PGPORT', kind.integer(1, 65_535), { default: 5432 }),
          /** Role to log in as. */
          user: env('PGUSER', kind.anyText('any text'), { required: 'instead of DATABASE_URL' }),
          /** Password of the role, not URL-encoded. */
          password: env('PGPASSWORD', kind.anyText('any text'), { isVerbatim: true }),
          /** Name of the database. Unset: the name of the role. */
          database: env('PGDATABASE', databaseName, {}),
          /** How to use TLS. Unset: no TLS. */
          sslMode: env('PGSSLMODE', kind.oneOf('disable', 'no-verify', 'verify-full'), {}),
        },
        joinDatabaseUrl,
      ),
    }),
    /** Directory of the embedded PostgreSQL and of generated secrets. */
    dataDir: env('DATA_DIR', kind.directory, { default: '.maskline' }),
  },
  Secrets: {
    /** API key with all scopes, to create the first keys and for emergencies. */
    adminApiKey: env('ADMIN_API_KEY', kind.adminApiKey, { generate: newAdminApiKey }),
    /** Limit of requests a minute, per replica, for an API key without a limit of its own. */
    apiRateLimitPerMinute: env('API_RATE_LIMIT_PER_MINUTE', kind.integer(1, 10_000_000), {
      default: 6_000,
    }),
    /**
     * Keys for phone numbers at rest, such as `1:$(openssl rand -base64 32)`. The first key encrypts and
     * looks up, all decrypt. Rotate them as docs/key-rotation.md says. Without its keys the numbers of a
     * database are lost.
     */
    numberKeys: env('NUMBER_KEYS', keyRing, { generate: newNumberKeys }),
  },
  '8x8': {
    /** Origin of 8x8's voice API. */
    eightXEightBaseUrl: env('EIGHTXEIGHT_BASE_URL', kind.httpUrl, {
      default: 'https://voice.8x8.com',
    }),
    /** Origin of 8x8's SMS API. It differs by region: see docs/connect-8x8.md. */
    eightXEightSmsBaseUrl: env('EIGHTXEIGHT_SMS_BASE_URL', kind.httpUrl, {
      default: 'https://sms.8x8.com',
    }),
    /** Key of these APIs, from 8x8 Connect. Only the requests that need it fail without it. */
    eightXEightApiKey: env('EIGHTXEIGHT_API_KEY', kind.token, { example: '' }),
    /** Where 8x8 reaches Maskline, such as `https://mask.example.com`. A path is kept. */
    publicUrl: env('PUBLIC_URL', kind.plainUrl, { example: '' }),
    /** Secret that 8x8 sends with its webhooks, or two secrets during a rotation. */
    webhookSecrets: env('WEBHOOK_SECRETS', kind.carrierWebhookSecrets, {
      generate: newCarrierWebhookSecret,
    }),
    /** Header that contains the secret, bare or after `Bearer `. */
    webhookAuthHeader: env('WEBHOOK_AUTH_HEADER', kind.headerName, { default: 'authorization' }),
    /** Addresses that may call the webhooks. Empty: any. 8x8: the addresses that 8x8 publishes. */
    webhookAllowedIps: env('WEBHOOK_ALLOWED_IPS', kind.addresses(PUBLISHED), { default: '' }),
    /** As `WEBHOOK_SECRETS`, for the webhook of texts only. Unset: `WEBHOOK_SECRETS`. */
    smsWebhookSecrets: env('SMS_WEBHOOK_SECRETS', kind.carrierWebhookSecrets, {}),
    /**
     * Addresses that may call the webhook of texts; `WEBHOOK_ALLOWED_IPS` does not concern it. Empty:
     * any. 8x8: the addresses that 8x8 publishes for SMS.
     */
    smsWebhookAllowedIps: env('SMS_WEBHOOK_ALLOWED_IPS', kind.addresses(PUBLISHED_SMS), {
      default: '',
    }),
    /**
     * Numbers that networks send instead of a withheld one. The default is words typed on a keypad:
     * ANONYMOUS, RESTRICTED (with and without the 1 of North America), UNAVAILABLE, BLOCKED, UNKNOWN.
     */
    withheldCallers: env('WITHHELD_CALLERS', kind.withheldCallers, {
      default: '266696687,7378742833,17378742833,86282452253,2562533,8656696',
    }),
    /** A list of 8x8 that retires more than this share of a pool, or all of it, waits for approval. */
    syncRetireShare: env('SYNC_RETIRE_SHARE', kind.share, { default: 0.5 }),
    // Statistics count an hour once it is 25 hours ago.
    /** Age at which a call without a summary (VSS) turns from `in-progress` to `unknown`. */
    callUnknownAfterHours: env('CALL_UNKNOWN_AFTER_HOURS', kind.integer(1, 24, 'hours'), {
      default: 6,
    }),
  },
  Events: {
    /** Whether events may be sent, and decision hooks asked, without TLS (http), for a first try. */
    eventSubscriptionAllowHttp: env('EVENT_SUBSCRIPTION_ALLOW_HTTP', kind.flag('true', 'false'), {
      default: 'false',
    }),
    /** Private networks that events may be sent to, and hooks asked in. Empty: none. */
    eventSubscriptionAllowedNetworks: env('EVENT_SUBSCRIPTION_ALLOWED_NETWORKS', kind.addresses(), {
      default: '',
    }),
  },
  Jobs: {
    /** Whether this replica runs scheduled jobs. */
    jobsEnabled: env('JOBS', kind.flag('on', 'off'), { default: 'on' }),
    jobSeconds: {
      /** Interval of the job that expires bookings. 0: only on request. */
      'booking-expiry': intervalOf('JOB_BOOKING_EXPIRY_SECONDS', 30),
      /** Interval of the job that moves bookings off numbers. 0: only on request. */
      'pool-rebalance': intervalOf('JOB_POOL_REBALANCE_SECONDS', 300),
      /** Interval of the job that fetches numbers from 8x8. 0: only on request. */
      'pool-sync': intervalOf('JOB_POOL_SYNC_SECONDS', 900),
      /** Interval of the job that counts calls. 0: only on request. */
      'call-stats': intervalOf('JOB_CALL_STATS_SECONDS', 3600),
      /** Interval of the job that delivers events. 0: only on request. */
      events: intervalOf('JOB_EVENTS_SECONDS', 1),
      /** Interval of the job that forwards texts. 0: only on request. */
      messages: intervalOf('JOB_MESSAGES_SECONDS', 1),
      /** Interval of the job that deletes texts after the time of their pool. 0: only on request. */
      'kept-texts': intervalOf('JOB_KEPT_TEXTS_SECONDS', 300),
      /** Interval of the job that asks 8x8 to erase texts. 0: only on request. */
      'carrier-erasures': intervalOf('JOB_CARRIER_ERASURES_SECONDS', 60),
      /** Interval of the job that deletes old records. 0: only on request. */
      retention: intervalOf('JOB_RETENTION_SECONDS', 3600),
    },
  },
  Retention: {
    retentionDays: {
      /** Age at which audit events are deleted. 0: never. */
      audit: retentionOf('RETENTION_AUDIT_DAYS', 0),
      /** Age at which blocks that have ended are deleted. 0: never. */
      blocks: retentionOf('RETENTION_BLOCKS_DAYS', 30),
      /** Age at which ended bookings are deleted. 0: never. */
      bookings: retentionOf('RETENTION_BOOKINGS_DAYS', 365),
      /** Age at which calls are deleted. 0: never. */
      calls: retentionOf('RETENTION_CALLS_DAYS', 365),
      /** Age at which events and their deliveries are deleted. 0: never. */
      events: retentionOf('RETENTION_EVENTS_DAYS', 30),
      /** Age at which records of texts are deleted. 0: never. */
      messages: retentionOf('RETENTION_MESSAGES_DAYS', 365),
      /** Age at which message receipts and dead letters are deleted. 0: never. */
      receipts: retentionOf('RETENTION_RECEIPTS_DAYS', 30),
    },
    /** How long an abuse report keeps its booking and the calls of it, whatever their age. */
    reportHoldDays: env('REPORT_HOLD_DAYS', kind.integer(1, 36_500, 'days'), { default: 730 }),
  },
};
