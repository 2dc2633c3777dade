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
} from '../../src/eightxeight/index.js';
import { adviceOn } from './advice.js';
import { parseArguments, USAGE, UsageError } from './arguments.js';
import type { Terminal } from './terminal.js';
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
    const { eightXEightBaseUrl: baseUrl, eightXEightApiKey: apiKey } = settings;
    const api = new VoiceApiClient({ baseUrl, apiKey });
    const setup = new WebhookSetup(api, settings, options, terminal);
    let code = ALL_RIGHT;
    for (const subAccountId of options.subAccountIds) {
      code = Math.max(code, await setUp(setup, subAccountId, terminal));
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

/** Reports a failure of a sub-account rather than throwing it, so that the next ones are still set up. */
async function setUp(
  setup: WebhookSetup,
  subAccountId: string,
  terminal: Terminal,
): Promise<number> {
  try {
    return (await setup.run(subAccountId)) ? ALL_RIGHT : FAILED;
  } catch (error) {
    if (!(error instanceof EightXEightError)) throw error;
    terminal.warn(`\nSub-account ${JSON.stringify(subAccountId)}: ${adviceOn(error)}`);
    return error instanceof EightXEightInvalidArgumentError ? CALLED_WRONGLY : FAILED;
  }
}

function warnOfPlainHttp(settings: SetupSettings, terminal: Terminal): void {
  const isPlain = (url: string): boolean => new URL(url).protocol === 'http:';
  const isHere = (url: string): boolean =>
    ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
  const { publicUrl, eightXEightBaseUrl } = settings;
  if (isPlain(publicUrl)) {
    terminal.warn('PUBLIC_URL is not https: phone numbers and the secret are sent unencrypted.');
  }
  if (isPlain(eightXEightBaseUrl) && !isHere(eightXEightBaseUrl)) {
    terminal.warn('EIGHTXEIGHT_BASE_URL is not https: the API key is sent unencrypted.');
  }
}
