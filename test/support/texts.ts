import { randomUUID } from 'node:crypto';
import type { Environment } from '../../src/platform/config/index.js';
import { startApp, SUB_ACCOUNT, type TestApp } from './app.js';
import { ForwardingService } from '../../src/messaging/forwarding/forwarding.service.js';
import { JOBS_ON_REQUEST } from './job-runs.js';
import { EIGHTXEIGHT_KEY } from './carrier/platform.js';
import { createPool, type TestPool } from './scenario.js';
import { type SentSms, SmsEndpoint } from './carrier/sms-endpoint.js';

export const SMS_SUB_ACCOUNT = 'maskline_sms';

/** The application and a stand-in for 8x8's SMS API; the job runs on request. */
export async function startTexts(
  environment: Environment = {},
): Promise<{ app: TestApp; sms: SmsEndpoint; stop: () => Promise<void> }> {
  const sms = await SmsEndpoint.start();
  const app = await startApp({
    ...JOBS_ON_REQUEST,
    EIGHTXEIGHT_SMS_BASE_URL: sms.url,
    EIGHTXEIGHT_API_KEY: EIGHTXEIGHT_KEY,
    ...environment,
  });
  return {
    app,
    sms,
    stop: async () => {
      await app.stop();
      await sms.close();
    },
  };
}

/** Creates a pool whose numbers carry calls and texts. */
export async function createTextPool(
  app: TestApp,
  { numbers = 3, policy = {} }: { numbers?: number; policy?: object } = {},
): Promise<TestPool> {
  const pool = await createPool(app, { numbers, subAccountId: SUB_ACCOUNT });
  await app
    .patch(`/v1/pools/${pool.name}`, {
      smsSubAccountId: SMS_SUB_ACCOUNT,
      policy: { channels: ['voice', 'sms'], ...policy },
    })
    .expect(200);
  for (const msisdn of pool.numbers) {
    await app
      .patch(`/v1/virtual-numbers/${encodeURIComponent(msisdn)}`, { capabilities: { sms: true } })
      .expect(200);
  }
  return pool;
}

/** Returns an inbound text in the form that 8x8 POSTs. */
export const inboundText = (
  source: unknown,
  destination: unknown,
  body: unknown,
  overrides: Record<string, unknown> = {},
) => ({
  namespace: 'SMS',
  eventType: 'inbound_message_received',
  description: 'SMS inbound message',
  payload: {
    umid: randomUUID(),
    subAccountId: SMS_SUB_ACCOUNT,
    timestamp: new Date().toISOString(),
    source,
    destination,
    body,
    encoding: 'GSM7',
    smsCount: 1,
    price: { total: 0.0446592, perSms: 0.0446592, currency: 'EUR' },
    ...overrides,
  },
});

/** Returns a delivery receipt in the form that 8x8 POSTs. */
export const receipt = (
  {
    umid,
    clientMessageId,
    source,
    destination,
  }: Pick<SentSms, 'umid' | 'clientMessageId' | 'source' | 'destination'>,
  state: string,
  detail?: string,
  overrides: Record<string, unknown> = {},
) => ({
  namespace: 'SMS',
  eventType: 'outbound_message_status_changed',
  description: 'SMS outbound message delivery receipt',
  payload: {
    umid,
    clientMessageId,
    subAccountId: SMS_SUB_ACCOUNT,
    source,
    destination,
    status: { state, ...(detail && { detail }), timestamp: '2026-11-24T08:00:00.6030893Z' },
    price: { total: 0.0375, perSms: 0.0375, currency: 'USD' },
    smsCount: 1,
    ...overrides,
  },
});

/** Texts a virtual number. */
export async function writeText(
  app: TestApp,
  from: unknown,
  to: unknown,
  body: unknown,
  overrides: Record<string, unknown> = {},
): Promise<void> {
  await app.webhook('sms', inboundText(from, to, body, overrides)).expect(200);
}

/**
 * Forwards texts until none is due, on this replica; the job would run on any one. Ends after a second
 * if 8x8 does not respond.
 */
export const forward = (app: TestApp) => app.nest.get(ForwardingService).run();

/** Returns the stored messages of a booking or number, in the order of their arrival. */
export async function messagesOf(app: TestApp, virtualNumber: string) {
  const { rows } = await app.db.query(
    `select * from message where virtual_number = $1 order by queued_at, position, id`,
    [virtualNumber],
  );
  return rows;
}

/** Lets the pause of postponed texts be over. */
export const passPause = (app: TestApp) =>
  app.db.query(`update message set due_at = now() where state = 'forwarding'`);
