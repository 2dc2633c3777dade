import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { secretFile } from './generated-secrets.js';

/** 8x8's API, and where 8x8 reaches us. */
export interface PlatformSettings {
  /** Origin of 8x8's voice API. */
  eightXEightBaseUrl: string;
  eightXEightApiKey: string | undefined;
  /** Without a slash at its end. */
  publicUrl: string | undefined;
}

/** What registering the webhooks needs; no database and no keys for numbers. */
export interface SetupSettings extends PlatformSettings {
  eightXEightApiKey: string;
  publicUrl: string;
  /** What 8x8 is to send: the first of `WEBHOOK_SECRETS`. */
  webhookSecret: string;
}

export function readPlatformSettings(read: EnvironmentReader): PlatformSettings {
  const eightXEightBaseUrl = read.text('EIGHTXEIGHT_BASE_URL') ?? 'https://voice.8x8.com';
  read.check('EIGHTXEIGHT_BASE_URL', eightXEightBaseUrl, isHttpUrl, 'must be an http(s) URL');
  const eightXEightApiKey = read.text('EIGHTXEIGHT_API_KEY');
  read.check('EIGHTXEIGHT_API_KEY', eightXEightApiKey, isToken, 'must be one word in ASCII');
  const publicUrl = read.text('PUBLIC_URL');
  read.check(
    'PUBLIC_URL',
    publicUrl,
    isPlainUrl,
    'must be an http(s) URL without user, query and fragment',
  );
  return { eightXEightBaseUrl, eightXEightApiKey, publicUrl: publicUrl?.replace(/\/+$/, '') };
}

/** @param text the list; absent if what it lacks is noted elsewhere */
export function readWebhookSecrets(read: EnvironmentReader, text: string | undefined): string[] {
  const secrets = splitList(text);
  read.check(
    'WEBHOOK_SECRETS',
    text === undefined ? undefined : secrets,
    (all) => [1, 2].includes(all.length) && all.every((secret) => secret.length >= 16),
    'must be one or two secrets of 16 characters or more',
  );
  return secrets;
}

/**
 * Reads what registering the webhooks needs. It makes nothing up: a secret that Maskline does not
 * have would only shut 8x8 out. Outside production, the one that an earlier start made up is read.
 * @throws SettingsError naming every missing or wrong variable, and no value
 */
export function loadSetupSettings(env: Environment = process.env): SetupSettings {
  const read = new EnvironmentReader(env);
  const platform = readPlatformSettings(read);
  const eightXEightApiKey = read.required('EIGHTXEIGHT_API_KEY') ?? '';
  const publicUrl = read.required('PUBLIC_URL') === undefined ? '' : platform.publicUrl!;
  const kept = secretFile(resolve(read.text('DATA_DIR') ?? '.maskline'), 'WEBHOOK_SECRETS');
  const secrets =
    read.text('WEBHOOK_SECRETS') ??
    (env['NODE_ENV'] !== 'production' && existsSync(kept)
      ? readFileSync(kept, 'utf8').trim()
      : read.required('WEBHOOK_SECRETS'));
  const [webhookSecret = ''] = readWebhookSecrets(read, secrets);
  read.finish();
  return { ...platform, eightXEightApiKey, publicUrl, webhookSecret };
}

const splitList = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

function isPlainUrl(text: string): boolean {
  if (!isHttpUrl(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return !username && !password && !search && !hash;
}

/** Visible ASCII, so that it can stand in a header. */
const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
