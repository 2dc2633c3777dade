import {
  type Environment,
  loadSetupSettings,
  SettingsError,
  type SetupSettings,
} from '../../src/platform/config/index.js';
import {
  EightXEightError,
  EightXEightInvalidArgumentError,
  VoiceApiClient,
  WEBHOOK_TYPES,
} from '../../src/eightxeight/index.js';
import { adviceOn } from './advice.js';
import { parseArguments, USAGE, UsageError } from './arguments.js';
import type { Platform } from './platform.js';
import { SmsWebhooksClient } from './sms-webhooks.client.js';
import type { Terminal } from './terminal.js';
import { unknowns } from './unknowns.js';
import { WebhookSetup } from './webhook-setup.js';

/** Exit codes. */
const ALL_RIGHT = 0;
const FAILED = 1;
const CALLED_WRONGLY = 2;

/**
 * `npm run setup:8x8`: registers or removes the webhooks of sub-accounts. It prints no secret.
 * @param argv the arguments after the command name
 * @returns the exit code
 */
export async function runSetup(
  argv: string[],
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  try {
    const options = parseArguments(argv);
    if (options.help) {
      terminal.say(USAGE);
      return ALL_RIGHT;
    }
    const settings = loadSetupSettings(env);
    warnOfPlainHttp(settings, terminal);
    const voice = voicePlatform(settings);
    const sms = smsPlatform(settings, options.accountId);
    const { subAccountIds, smsSubAccountIds } = options;
    let code = ALL_RIGHT;
    for (const [platform, ids] of [
      [voice, subAccountIds] as const,
      [sms, smsSubAccountIds] as const,
    ]) {
      const setup = new WebhookSetup(platform, settings.publicUrl, options, terminal);
      for (const id of ids) code = Math.max(code, await setUp(setup, platform, id, terminal));
    }
    if (options.isCheck) {
      const lines = unknowns(subAccountIds.length > 0, smsSubAccountIds.length > 0);
      for (const line of lines) terminal.say(line);
    }
    return code;
  } catch (error) {
    if (error instanceof UsageError) terminal.warn(`${error.message}\n\n${USAGE}`);
    else if (error instanceof SettingsError) {
      for (const problem of error.problems) terminal.warn(problem);
    } else throw error;
    return CALLED_WRONGLY;
  }
}

function voicePlatform(settings: SetupSettings): Platform {
  const { eightXEightBaseUrl: baseUrl, eightXEightApiKey: apiKey, webhookSecret } = settings;
  return {
    api: new VoiceApiClient({ baseUrl, apiKey }),
    types: WEBHOOK_TYPES,
    secret: webhookSecret,
    argument: '--sub-account',
    product: 'voice',
    baseUrlSetting: 'EIGHTXEIGHT_BASE_URL',
    secretsSetting: 'WEBHOOK_SECRETS',
  };
}

function smsPlatform(settings: SetupSettings, accountId: string | undefined): Platform {
  const { eightXEightSmsBaseUrl: baseUrl, eightXEightApiKey: apiKey, smsWebhookSecret } = settings;
  return {
    api: new SmsWebhooksClient({ baseUrl, apiKey, accountId }),
    types: ['SMS'],
    secret: smsWebhookSecret,
    argument: '--account and --sms-sub-account',
    product: 'SMS',
    baseUrlSetting: 'EIGHTXEIGHT_SMS_BASE_URL',
    secretsSetting: 'SMS_WEBHOOK_SECRETS',
  };
}

/** Reports a failure of a sub-account rather than throwing it, so that the next ones are still set up. */
async function setUp(
  setup: WebhookSetup,
  platform: Platform,
  subAccountId: string,
  terminal: Terminal,
): Promise<number> {
  try {
    return (await setup.run(subAccountId)) ? ALL_RIGHT : FAILED;
  } catch (error) {
    if (!(error instanceof EightXEightError)) throw error;
    terminal.warn(`\nSub-account ${JSON.stringify(subAccountId)}: ${adviceOn(error, platform)}`);
    return error instanceof EightXEightInvalidArgumentError ? CALLED_WRONGLY : FAILED;
  }
}

function warnOfPlainHttp(settings: SetupSettings, terminal: Terminal): void {
  const isPlain = (url: string): boolean => new URL(url).protocol === 'http:';
  const isHere = (url: string): boolean =>
    ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
  const { publicUrl, eightXEightBaseUrl, eightXEightSmsBaseUrl } = settings;
  if (isPlain(publicUrl)) {
    terminal.warn('PUBLIC_URL is not https: phone numbers and the secret are sent unencrypted.');
  }
  const baseUrls = {
    EIGHTXEIGHT_BASE_URL: eightXEightBaseUrl,
    EIGHTXEIGHT_SMS_BASE_URL: eightXEightSmsBaseUrl,
  };
  for (const [name, url] of Object.entries(baseUrls)) {
    if (!isPlain(url) || isHere(url)) continue;
    terminal.warn(`${name} is not https: the API key is sent unencrypted.`);
  }
}
