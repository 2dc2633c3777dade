import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsError } from './environment-reader.js';
import { loadSettings } from './settings.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'maskline-settings-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://maskline:pw@db.internal:5432/maskline',
  ADMIN_API_KEY: 'mk_live_0123456789abcdef',
  WEBHOOK_SECRETS: 'sixteen-characters-or-more',
  NUMBER_KEYS: `2:${Buffer.alloc(32, 2).toString('base64')},1:${Buffer.alloc(32, 1).toString('base64')}`,
};

const problemsOf = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    loadSettings(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).problems;
  }
};

describe('settings', () => {
  it('have defaults, and generate and store the secrets that a first try needs', () => {
    const settings = loadSettings({ DATA_DIR: dataDir });
    expect(settings).toMatchObject({
      production: false,
      port: 8080,
      apiRateLimitPerMinute: 6_000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      webhookAuthHeader: 'authorization',
      webhookAllowedIps: [],
      trustedProxies: [],
      eightXEightBaseUrl: 'https://voice.8x8.com',
      eventSubscriptionAllowHttp: false,
      eventSubscriptionAllowedNetworks: [],
      logLevel: 'info',
    });
    expect(settings.numberKeys[0]?.key).toHaveLength(32);
    expect(loadSettings({ DATA_DIR: dataDir })).toEqual(settings);
    const files = readdirSync(dataDir);
    expect(files.toSorted()).toEqual(['admin-api-key', 'number-keys', 'webhook-secrets']);
    for (const file of files) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  });

  it('contain the key ring in its order, and lists', () => {
    const settings = loadSettings({
      ...production,
      WEBHOOK_SECRETS: 'first-secret-of-ours, second-secret-of-ours',
      WEBHOOK_ALLOWED_IPS: '18.140.80.2, 10.0.0.0/8,2001:db8::/32',
      DATA_DIR: dataDir,
    });
    expect(settings.numberKeys.map(({ id }) => id)).toEqual([2, 1]);
    expect(settings.webhookSecrets).toEqual(['first-secret-of-ours', 'second-secret-of-ours']);
    expect(settings.webhookAllowedIps).toEqual(['18.140.80.2', '10.0.0.0/8', '2001:db8::/32']);
  });

  it('of .env.example are valid once its empty lines are filled in', () => {
    const lines = readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm);
    const example = Object.fromEntries([...lines].map(([, name, value]) => [name!, value!]));
    const { DATABASE_URL: _example, ...secrets } = production;
    expect(loadSettings({ ...example, ...secrets })).toEqual({
      ...loadSettings(production),
      host: '0.0.0.0',
      databaseUrl: example['DATABASE_URL'],
    });
    expect(Object.keys(example)).toEqual(expect.arrayContaining(Object.keys(production)));
  });

  it('expand 8x8 to its published addresses', () => {
    const settings = loadSettings({
      DATA_DIR: dataDir,
      WEBHOOK_ALLOWED_IPS: '8x8, 10.0.0.1',
    });
    expect(settings.webhookAllowedIps).toEqual([
      '18.140.80.2',
      '52.220.253.234',
      '54.255.116.8',
      '52.74.232.241',
      '10.0.0.1',
    ]);
  });

  it.each(['DATABASE_URL', 'ADMIN_API_KEY', 'WEBHOOK_SECRETS', 'NUMBER_KEYS'])(
    'prevent a start in production without %s',
    (name) => {
      expect(problemsOf({ ...production, [name]: undefined })).toEqual([`${name} is missing`]);
      expect(problemsOf({ ...production, [name]: ' ' })).toEqual([`${name} is missing`]);
      expect(readdirSync(dataDir)).toEqual([]);
    },
  );

  it('report all problems at once, without values', () => {
    const wrong = {
      NODE_ENV: 'production',
      DATABASE_URL: 'mysql://secret-1',
      ADMIN_API_KEY: 'secret-2',
      WEBHOOK_SECRETS: 'secret-3',
      NUMBER_KEYS: '1:secret-4',
      PORT: 'secret-5',
      LOG_LEVEL: 'secret-6',
      WEBHOOK_ALLOWED_IPS: 'secret-7',
      TRUSTED_PROXIES: '10.0.0.0/99',
      WEBHOOK_AUTH_HEADER: 'secret 8',
      EIGHTXEIGHT_BASE_URL: 'secret-9',
      EIGHTXEIGHT_API_KEY: 'secret 11',
      PUBLIC_URL: 'secret-10',
    };
    const problems = problemsOf(wrong);
    const { NODE_ENV: _right, ...names } = wrong;
    expect(problems.map((problem) => problem.split(' ')[0]).toSorted()).toEqual(
      Object.keys(names).toSorted(),
    );
    expect(problems.join('\n')).not.toMatch(/secret.\d/);
  });

  it('accept the parts of the database URL, with any password', () => {
    const parts = {
      ...production,
      DATABASE_URL: undefined,
      PGHOST: 'db.internal',
      PGUSER: 'mask@line',
      PGPASSWORD: ' p/a#s@s%25:w?o&r+d\\é ',
      PGDATABASE: 'maskline',
    };
    const url = new URL(loadSettings(parts).databaseUrl!);
    expect(decodeURIComponent(url.password)).toBe(parts.PGPASSWORD);
    expect(decodeURIComponent(url.username)).toBe(parts.PGUSER);
    expect([url.protocol, url.host, url.pathname, url.search]).toEqual([
      'postgres:',
      'db.internal:5432',
      '/maskline',
      '',
    ]);
    const more = { ...parts, PGHOST: '2001:db8::5', PGPORT: '6432', PGSSLMODE: 'verify-full' };
    expect(loadSettings(more).databaseUrl).toMatch(
      /@\[2001:db8::5\]:6432\/maskline\?sslmode=verify-full$/,
    );
    expect(loadSettings({ ...parts, DATABASE_URL: 'postgres://other/db' }).databaseUrl).toBe(
      'postgres://other/db',
    );
    expect(loadSettings({ ...parts, PGUSER: 'me', PGDATABASE: ' ' }).databaseUrl).toMatch(/\/me$/);
    // Without PGHOST the variables are meant for psql, not for our database.
    const { PGUSER, PGPASSWORD } = parts;
    expect(loadSettings({ DATA_DIR: dataDir, PGUSER, PGPASSWORD }).databaseUrl).toBeUndefined();
    expect(problemsOf({ ...parts, PGHOST: '' })).toEqual(['DATABASE_URL is missing']);
  });

  it.each([
    ['PGHOST', 'secret@host'],
    ['PGHOST', '/var/run/secret'],
    ['PGHOST', 'host:5432/secret'],
    ['PGPORT', 'secret'],
    ['PGPORT', '65536'],
    ['PGDATABASE', 'secret/name'],
    ['PGSSLMODE', 'secret'],
    ['PGUSER', ''],
  ])('report the invalid part of the database URL without its value: %s', (name, value) => {
    const parts = { ...production, DATABASE_URL: undefined, PGHOST: 'db', PGUSER: 'me' };
    const problems = problemsOf({ ...parts, [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} (must|is missing)`))]);
    expect(problems.join()).not.toContain('secret');
  });

  it('require at least one webhook secret', () => {
    expect(problemsOf({ ...production, WEBHOOK_SECRETS: ' , ' })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRETS must be one or two/),
    ]);
  });

  it.each([
    '1:short',
    `0:${Buffer.alloc(32).toString('base64')}`,
    `256:${Buffer.alloc(32).toString('base64')}`,
    `1:${Buffer.alloc(32).toString('base64')},1:${Buffer.alloc(32, 1).toString('base64')}`,
    Buffer.alloc(32).toString('base64'),
  ])('refuse the key ring %#', (ring) => {
    expect(problemsOf({ ...production, NUMBER_KEYS: ring })).toEqual([
      expect.stringMatching(/^NUMBER_KEYS must be a list/),
    ]);
  });
});
