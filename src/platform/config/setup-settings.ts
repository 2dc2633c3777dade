import { existsSync } from 'node:fs';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { secretFile } from './generated-secrets.js';
import { SETTINGS } from './settings-table.js';

/** Settings for registering the webhooks; neither a database nor number keys are needed. */
export interface SetupSettings {
  eightXEightBaseUrl: string;
  eightXEightSmsBaseUrl: string;
  eightXEightApiKey: string;
  publicUrl: string;
  /** The secret that 8x8 will send: the first of `WEBHOOK_SECRETS`. */
  webhookSecret: string;
  /** The secret that 8x8 will send with texts: the first of `SMS_WEBHOOK_SECRETS`, else `webhookSecret`. */
  smsWebhookSecret: string;
}

/**
 * Reads the settings for registering the webhooks. Generates no secret, because Maskline would
 * reject requests with a secret that it does not have. Outside production, uses the one that an
 * earlier start generated.
 * @throws SettingsError that lists every missing or invalid variable, without values
 */
export function loadSetupSettings(env: Environment = process.env): SetupSettings {
  const { eightXEightBaseUrl, eightXEightSmsBaseUrl, eightXEightApiKey } = SETTINGS['8x8'];
  const { publicUrl, webhookSecrets, smsWebhookSecrets } = SETTINGS['8x8'];
  const reader = new EnvironmentReader(env);
  const isKept = existsSync(secretFile(reader.dataDir, webhookSecrets.name));
  const required = 'always';
  const settings = reader.readAll({
    eightXEightBaseUrl,
    eightXEightSmsBaseUrl,
    smsWebhookSecrets,
    eightXEightApiKey: { ...eightXEightApiKey, required },
    publicUrl: { ...publicUrl, required },
    webhookSecrets: isKept ? webhookSecrets : { ...webhookSecrets, required, generate: undefined },
  });
  reader.finish();
  const {
    webhookSecrets: secrets,
    smsWebhookSecrets: smsSecrets = secrets,
    ...platform
  } = settings;
  const firsts = { webhookSecret: secrets[0], smsWebhookSecret: smsSecrets[0] };
  return { ...platform, ...firsts } as SetupSettings;
}
