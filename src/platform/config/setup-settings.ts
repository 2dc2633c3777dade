import { existsSync } from 'node:fs';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { secretFile } from './generated-secrets.js';
import { SETTINGS } from './settings-table.js';

/** What registering the webhooks needs; no database and no keys for numbers. */
export interface SetupSettings {
  eightXEightBaseUrl: string;
  eightXEightApiKey: string;
  publicUrl: string;
  /** What 8x8 is to send: the first of `WEBHOOK_SECRETS`. */
  webhookSecret: string;
}

/**
 * Reads what registering the webhooks needs. It makes nothing up: a secret that Maskline does not
 * have would only shut 8x8 out. Outside production, the one that an earlier start made up is read.
 * @throws SettingsError naming every missing or wrong variable, and no value
 */
export function loadSetupSettings(env: Environment = process.env): SetupSettings {
  const { eightXEightBaseUrl, eightXEightApiKey, publicUrl, webhookSecrets } = SETTINGS['8x8'];
  const reader = new EnvironmentReader(env);
  const isKept = existsSync(secretFile(reader.dataDir, webhookSecrets.name));
  const required = 'always';
  const settings = reader.readAll({
    eightXEightBaseUrl,
    eightXEightApiKey: { ...eightXEightApiKey, required },
    publicUrl: { ...publicUrl, required },
    webhookSecrets: isKept ? webhookSecrets : { ...webhookSecrets, required, generate: undefined },
  });
  reader.finish();
  const { webhookSecrets: secrets, ...platform } = settings;
  return { ...platform, webhookSecret: secrets[0] } as SetupSettings;
}
