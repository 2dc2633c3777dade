import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ACCOUNT_ID, Simulator } from '../simulator/index.js';
import { runSetup } from './run-setup.js';

const API_KEY = 'key-of-the-simulator';
const SECRET = 'webhook-secret-for-tests';
const SUB_ACCOUNT = 'acme_rides';
const SMS_SUB_ACCOUNT = 'acme_texts';
const TEXTS = `--account ${DEFAULT_ACCOUNT_ID} --sms-sub-account ${SMS_SUB_ACCOUNT}`;
const PUBLIC_URL = 'https://mask.example/phone';
const NUMBER = '+6568332040';

let simulator: Simulator;
let baseUrl: string;
let dataDir: string;
let said: string[];
let warned: string[];
/** Runs after each printed line, to change the state in the middle of the command. */
let onSay: (line: string) => unknown;
beforeEach(async () => {
  onSay = () => undefined;
  dataDir = join(mkdtempSync(join(tmpdir(), 'maskline-setup-')), 'data');
  simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey: API_KEY,
    numbers: [{ msisdn: NUMBER }],
    sms: { subAccountId: SMS_SUB_ACCOUNT },
    timeScale: 10_000,
  });
  baseUrl = await simulator.listen();
});
afterEach(async () => {
  await simulator.close();
  rmSync(join(dataDir, '..'), { recursive: true });
});

/** Runs the command and asserts that it prints no secret. @returns its exit code */
async function setup(
  args = `--sub-account ${SUB_ACCOUNT}`,
  env: Record<string, string | undefined> = {},
): Promise<number> {
  said = [];
  warned = [];
  const code = await runSetup(
    args.split(' ').filter(Boolean),
    {
      NODE_ENV: 'production',
      EIGHTXEIGHT_BASE_URL: baseUrl,
      EIGHTXEIGHT_SMS_BASE_URL: baseUrl,
      EIGHTXEIGHT_API_KEY: API_KEY,
      WEBHOOK_SECRETS: `${SECRET},the-secret-that-goes-out`,
      PUBLIC_URL,
      DATA_DIR: dataDir,
      ...env,
    },
    { say: (line) => [said.push(line), onSay(line)], warn: (line) => warned.push(line) },
  );
  for (const secret of [API_KEY, SECRET, 'the-secret-that-goes-out']) {
    expect([...said, ...warned].join('\n')).not.toContain(secret);
  }
  return code;
}

async function api(method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(`${baseUrl}/api/v1/subaccounts/${SUB_ACCOUNT}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${API_KEY}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.json();
}

const register = (type: string, url: string, more = {}) =>
  api('POST', '/webhooks', { type, url, httpAuthHeader: 'x', enabled: true, ...more });

async function registered(): Promise<Record<string, string>> {
  const { webhooks } = (await api('GET', '/webhooks')) as {
    webhooks: { type: string; url: string; enabled: boolean; httpAuthHeaderAvailable: boolean }[];
  };
  return Object.fromEntries(
    webhooks.map(({ type, url, enabled, httpAuthHeaderAvailable }) => [
      type,
      `${url} ${enabled ? 'on' : 'off'} ${httpAuthHeaderAvailable ? 'with' : 'without'} header`,
    ]),
  );
}

const ALL = {
  VCA: `${PUBLIC_URL}/webhooks/8x8/call-action on with header`,
  VCS: `${PUBLIC_URL}/webhooks/8x8/call-status on with header`,
  VSS: `${PUBLIC_URL}/webhooks/8x8/session-summary on with header`,
  VRU: `${PUBLIC_URL}/webhooks/8x8/recording on with header`,
  VNU: `${PUBLIC_URL}/webhooks/8x8/virtual-numbers on with header`,
};

describe('setup:8x8', () => {
  it('registers the five webhooks, and shows them before and after', async () => {
    expect(await setup(undefined, { PUBLIC_URL: `${PUBLIC_URL}/` })).toBe(0);
    expect(await registered()).toEqual(ALL);
    expect(warned).toEqual([]);
    const url = `${PUBLIC_URL}/webhooks/8x8/session-summary`;
    expect(said.filter((line) => /^ {2}VSS/.test(line))).toEqual([
      expect.stringMatching(/^ {2}VSS +– +– +–$/),
      '  VSS registered (there was none)',
      expect.stringMatching(new RegExp(`^ {2}VSS +${url} +yes +set$`)),
    ]);
  });

  it('makes 8x8 send the first of WEBHOOK_SECRETS', async () => {
    const authorizations = new Set<string | undefined>();
    const receiver = createServer((request, response) => {
      authorizations.add(request.headers.authorization);
      request.resume().on('end', () => response.end('{"callflow":[{"action":"hangup"}]}'));
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const here = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    expect(await setup(undefined, { PUBLIC_URL: here })).toBe(0);
    await simulator.placeCall({ from: '+6591178965', to: NUMBER, behaviour: 'answers' });
    expect([...authorizations]).toEqual([SECRET]);
    expect(warned).toEqual([expect.stringMatching(/^PUBLIC_URL is not https/)]);
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('changes only what is wrong', async () => {
    await setup();
    await register('VCS', 'https://user:hunter2@other.example/hook?token=hunter2');
    await register('VSS', `${PUBLIC_URL}/webhooks/8x8/session-summary`, { enabled: false });
    await register('VRU', `${PUBLIC_URL}/webhooks/8x8/recording`, { httpAuthHeader: null });
    await api('DELETE', '/webhooks/VNU');
    expect(await setup()).toBe(0);
    expect(said.filter((line) => /^ {2}\w+ (registered|unchanged)/.test(line))).toEqual([
      '  VCA unchanged (correct)',
      '  VCS registered (pointed elsewhere)',
      '  VSS registered (was disabled)',
      '  VRU registered (had no header)',
      '  VNU registered (there was none)',
    ]);
    expect(said.join('\n')).toContain('https://other.example/hook?…');
    expect(said.join('\n')).not.toContain('hunter2');
    expect(await registered()).toEqual(ALL);
  });

  it('changes nothing the second time, unless forced', async () => {
    await setup();
    expect(await setup()).toBe(0);
    expect(said.filter((line) => line.endsWith('unchanged (correct)'))).toHaveLength(5);
    expect(said.join('\n')).toContain('--force');
    expect(await setup(`--sub-account ${SUB_ACCOUNT} --force`)).toBe(0);
    expect(said.filter((line) => line.endsWith('registered (forced)'))).toHaveLength(5);
  });

  it('removes only the webhooks that point at PUBLIC_URL', async () => {
    await setup();
    await register('VCS', 'https://other.example/webhooks/8x8/call-status');
    await register('VSS', `${PUBLIC_URL}-of-another/webhooks/8x8/session-summary`);
    expect(await setup(`--sub-account ${SUB_ACCOUNT} --remove`)).toBe(0);
    expect(Object.keys(await registered())).toEqual(['VCS', 'VSS']);
    expect(await setup(`--sub-account ${SUB_ACCOUNT} --remove`)).toBe(0);
  });

  it.each(['', ' --force', ' --remove'])('changes nothing in a dry run%s', async (option) => {
    await register('VCS', 'https://other.example/');
    await register('VCA', `${PUBLIC_URL}/webhooks/8x8/call-action`);
    const before = await registered();
    expect(await setup(`--sub-account ${SUB_ACCOUNT} --dry-run${option}`)).toBe(0);
    expect(await registered()).toEqual(before);
    expect(said.join('\n')).toMatch(/ V\w\w would be (registered|removed) \(/);
  });

  it('continues with the next sub-account if one fails', async () => {
    expect(await setup(`--sub-account someone_else --sub-account ${SUB_ACCOUNT}`)).toBe(1);
    expect(warned).toEqual([
      expect.stringMatching(/^\nSub-account "someone_else": .* \(403\).*--sub-account/),
    ]);
    expect(await registered()).toEqual(ALL);
  });

  it('continues with the next webhook if 8x8 rejects one', async () => {
    onSay = (line) => line.endsWith('before:') && simulator.failNext({ status: 422 });
    expect(await setup()).toBe(1);
    expect(warned).toEqual([
      expect.stringMatching(/^ {2}VCA not registered\. .*\(422, .*PUBLIC_URL/),
      '  VCA is still wrong.',
    ]);
    const { VCA: _, ...others } = ALL;
    expect(await registered()).toEqual(others);
  });

  it('explains what to do about a wrong key and an unreachable 8x8', async () => {
    expect(await setup(undefined, { EIGHTXEIGHT_API_KEY: 'wrong' })).toBe(1);
    expect(warned.join()).toMatch(/\(401\).*EIGHTXEIGHT_API_KEY/);
    await simulator.close();
    expect(await setup()).toBe(1);
    expect(warned.join()).toMatch(/ECONNREFUSED.*EIGHTXEIGHT_BASE_URL/);
  });

  it.each([
    ['', /--sub-account is missing/],
    ['--sub-account a/b', /3 to 50 letters/],
    ['--sub-account acme --everything', /--everything/],
    ['--sub-account acme --force --remove', /exclude each other/],
    ['--sub-account acme --check --force', /--check changes nothing/],
    ['--sms-sub-account acme_texts', /requires --account/],
    ['--sms-sub-account acme_texts --account a/b', /account id/],
    [`--sms-sub-account a/b --account ${DEFAULT_ACCOUNT_ID}`, /3 to 50 letters/],
  ])('rejects the arguments "%s"', async (args, complaint) => {
    expect(await setup(args)).toBe(2);
    expect(warned.join('\n')).toMatch(complaint);
  });

  it.each(['PUBLIC_URL', 'EIGHTXEIGHT_API_KEY', 'WEBHOOK_SECRETS'])(
    'refuses to start without %s',
    async (name) => {
      expect(await setup(undefined, { [name]: undefined })).toBe(2);
      expect(warned).toEqual([`${name} is missing`]);
      expect(await registered()).toEqual({});
    },
  );

  it('refuses a PUBLIC_URL that contains a password', async () => {
    expect(await setup(undefined, { PUBLIC_URL: 'https://me:hunter2@mask.example' })).toBe(2);
    expect(warned.join()).not.toContain('hunter2');
  });

  it('prints its usage', async () => {
    expect(await setup('--help')).toBe(0);
    expect(said.join('\n')).toContain('--dry-run');
  });
});

describe('setup:8x8 of texts', () => {
  const url = `${PUBLIC_URL}/webhooks/8x8/sms`;
  const smsApi = async (method: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${baseUrl}/api/v1/accounts/${DEFAULT_ACCOUNT_ID}/webhooks`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return method === 'GET' ? response.json() : undefined;
  };
  const OWN = { subAccountId: SMS_SUB_ACCOUNT, url, enabled: true, httpAuthorization: '***' };

  it('registers one webhook, beside those of calls', async () => {
    expect(await setup(`--sub-account ${SUB_ACCOUNT} ${TEXTS}`)).toBe(0);
    expect(await registered()).toEqual(ALL);
    expect(await smsApi('GET')).toEqual([OWN]);
    expect(said).toContain('  SMS registered (there was none)');
    expect(await setup(TEXTS)).toBe(0);
    expect(said).toContain('  SMS unchanged (correct)');
  });

  it.each([
    [undefined, SECRET],
    ['secret-of-the-texts,old-secret-of-texts', 'secret-of-the-texts'],
  ])('makes 8x8 send the first of SMS_WEBHOOK_SECRETS, if set: %s', async (secrets, first) => {
    const authorizations: (string | undefined)[] = [];
    const receiver = createServer((request, response) => {
      authorizations.push(request.headers.authorization);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const here = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    expect(await setup(TEXTS, { PUBLIC_URL: here, SMS_WEBHOOK_SECRETS: secrets })).toBe(0);
    await simulator.sms.sendFromPhone({ from: '+6591178965', to: NUMBER, body: 'Hi' });
    expect(authorizations).toEqual([`Bearer ${first}`]);
    await new Promise((resolve) => receiver.close(resolve));
  });

  it.each([
    ['pointed elsewhere', { url: 'https://other.example/?token=hunter2' }],
    ['was disabled', { enabled: false }],
    ['had no header', { httpAuthorization: undefined }],
  ])('replaces one that %s', async (reason, change) => {
    await smsApi('POST', [{ ...OWN, httpAuthorization: 'x', ...change }]);
    expect(await setup(TEXTS)).toBe(0);
    expect(said).toContain(`  SMS registered (${reason})`);
    expect(said.join()).not.toContain('hunter2');
    expect(await smsApi('GET')).toEqual([OWN]);
  });

  it('removes only its own webhook', async () => {
    const whole = { subAccountId: '*', url: 'https://other.example/', enabled: true };
    await smsApi('POST', [whole]);
    await setup(TEXTS);
    expect(await setup(`${TEXTS} --remove`)).toBe(0);
    expect(await smsApi('GET')).toEqual([whole]);
    await smsApi('POST', [{ ...whole, subAccountId: SMS_SUB_ACCOUNT }]);
    expect(await setup(`${TEXTS} --remove`)).toBe(0);
    expect(await smsApi('GET')).toHaveLength(2);
  });

  it('explains that a webhook of the old format blocks the new one', async () => {
    simulator.sms.setOldWebhook('https://me:hunter2@old.example/mo?token=hunter2');
    expect(await setup(TEXTS)).toBe(1);
    expect(warned[0]).toMatch(
      /SMS not registered\. A webhook of the old format blocks it\. Delete/,
    );
    expect(warned[0]).toContain('Version = V1, Url = https://old.example/mo?…');
    expect(warned.join()).not.toContain('hunter2');
    expect(warned[1]).toBe('  SMS is still wrong.');
  });

  it('explains what to do about another sub-account, a wrong key and a failure', async () => {
    expect(await setup(TEXTS.replace(SMS_SUB_ACCOUNT, 'other'))).toBe(1);
    expect(warned[0]).toMatch(/\(400, .* code 1001,.*--account and --sms-sub-account, PUBLIC_URL/);
    expect(await setup(TEXTS.replace(DEFAULT_ACCOUNT_ID, 'other'))).toBe(1);
    expect(warned[0]).toMatch(/\(403\).*--account/);
    expect(await setup(TEXTS, { EIGHTXEIGHT_API_KEY: 'wrong' })).toBe(1);
    expect(warned[0]).toMatch(/\(401\).*EIGHTXEIGHT_API_KEY/);
    for (const [status, words] of [
      [503, /server error.*Try again later/],
      ['garbage', /EIGHTXEIGHT_SMS_BASE_URL/],
    ] as const) {
      simulator.failNext({ status, path: '/webhooks' });
      expect(await setup(TEXTS)).toBe(1);
      expect(warned[0]).toMatch(words);
    }
    await simulator.close();
    expect(await setup(TEXTS)).toBe(1);
    expect(warned[0]).toMatch(/could not be reached.*EIGHTXEIGHT_SMS_BASE_URL/);
  });
});

describe('setup:8x8 --check', () => {
  const check = `--sub-account ${SUB_ACCOUNT} ${TEXTS} --check`;

  it('fails until all webhooks are right, and changes nothing', async () => {
    expect(await setup(check)).toBe(1);
    expect(said).toContain('  VCA would be registered (there was none)');
    expect(await registered()).toEqual({});
    await setup(`--sub-account ${SUB_ACCOUNT}`);
    expect(await setup(check)).toBe(1);
    expect(said).toContain('  SMS would be registered (there was none)');
    await setup(TEXTS);
    expect(await setup(check)).toBe(0);
  });

  it('says what the API does not show, for calls and for texts', async () => {
    await setup(check);
    const lines = said.join('\n');
    expect(lines).toContain('What the API of 8x8 does not show:');
    expect(lines).toMatch(/whitelisted your virtual numbers as caller ids/);
    expect(lines).toMatch(/which of your numbers can send and receive texts/);
    await setup(`--sub-account ${SUB_ACCOUNT} --check`);
    expect(said.join('\n')).not.toContain('receive texts');
    await setup(TEXTS);
    expect(said.join('\n')).not.toContain('does not show:');
  });
});

describe('outside production, the secret', () => {
  const development = { NODE_ENV: undefined, WEBHOOK_SECRETS: undefined };

  it('is not generated, since Maskline would not know it', async () => {
    expect(await setup(undefined, development)).toBe(2);
    expect(warned).toEqual(['WEBHOOK_SECRETS is missing']);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('is the one that Maskline generated and stored', async () => {
    dataDir = join(dataDir, '..');
    writeFileSync(join(dataDir, 'webhook-secrets'), `${SECRET}\n`);
    expect(await setup(undefined, development)).toBe(0);
    expect(await registered()).toEqual(ALL);
    dataDir = join(dataDir, 'data');
  });
});
