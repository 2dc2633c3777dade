import { Simulator } from '../../../tools/simulator/index.js';
import type { Environment } from '../../../src/platform/config/index.js';
import { startApp, SUB_ACCOUNT, type TestApp, WEBHOOK_SECRET } from '../app.js';
import { newVirtualNumber } from '../scenario.js';

export const EIGHTXEIGHT_KEY = 'key-of-8x8-for-the-tests-only';

const PATHS = {
  VCA: 'call-action',
  VCS: 'call-status',
  VSS: 'session-summary',
  VRU: 'recording',
  VNU: 'virtual-numbers',
} as const;

/** The application and a simulated 8x8, connected to each other. */
export interface Platform {
  app: TestApp;
  simulator: Simulator;
  simulatorUrl: string;
  /** Numbers that the sub-account rents at the start. */
  numbers: string[];
  stop(): Promise<void>;
}

export async function startPlatform(
  rented = 3,
  environment: Environment = {},
  start: (environment: Environment) => Promise<TestApp> = startApp,
): Promise<Platform> {
  const numbers = Array.from({ length: rented }, newVirtualNumber);
  const simulator = new Simulator({
    subAccountId: SUB_ACCOUNT,
    apiKey: EIGHTXEIGHT_KEY,
    numbers: numbers.map((msisdn) => ({ msisdn })),
    timeScale: 10_000,
  });
  const url = await simulator.listen();
  const app = await start({
    EIGHTXEIGHT_BASE_URL: url,
    EIGHTXEIGHT_SMS_BASE_URL: url,
    EIGHTXEIGHT_API_KEY: EIGHTXEIGHT_KEY,
    ...environment,
  });
  for (const [type, path] of Object.entries(PATHS)) {
    const answer = await fetch(`${url}/api/v1/subaccounts/${SUB_ACCOUNT}/webhooks`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${EIGHTXEIGHT_KEY}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        type,
        url: `${app.url}/webhooks/8x8/${path}`,
        httpAuthHeader: WEBHOOK_SECRET,
      }),
    });
    if (!answer.ok) throw new Error(`the carrier webhook ${type} could not be registered`);
  }
  const { accountId, subAccountId } = simulator.sms;
  const texts = { subAccountId, url: `${app.url}/webhooks/8x8/sms` };
  const answer = await fetch(`${url}/api/v1/accounts/${accountId}/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${EIGHTXEIGHT_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ ...texts, httpAuthorization: `Bearer ${WEBHOOK_SECRET}` }]),
  });
  if (!answer.ok) throw new Error('the carrier webhook of texts could not be registered');
  return {
    app,
    simulator,
    simulatorUrl: url,
    numbers,
    stop: async () => {
      await simulator.close();
      await app.stop();
    },
  };
}
