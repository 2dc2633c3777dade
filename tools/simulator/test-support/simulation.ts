import type { CallflowAction } from '../../../src/eightxeight/index.js';
import { Simulator, type SimulatorOptions } from '../index.js';
import { WebhookReceiver, type ReceivedType } from './webhook-receiver.js';

export const CALLER = '+6591178965';
export const CALLEE = '+6598888888';
export const VIRTUAL_NUMBER = '+6568332040';
export const API_KEY = 'test-key';
const WITH_KEY = { authorization: `Bearer ${API_KEY}` };

/** A simulator with a receiver registered for its messages. For tests. */
export class Simulation {
  private constructor(
    readonly simulator: Simulator,
    readonly receiver: WebhookReceiver,
    readonly url: string,
  ) {}

  /** Starts both. Simulated time runs 10,000 times as fast unless `options` say otherwise. */
  static async start(options: Partial<SimulatorOptions> = {}): Promise<Simulation> {
    const simulator = new Simulator({
      subAccountId: 'maskline_demo',
      apiKey: API_KEY,
      numbers: [{ msisdn: VIRTUAL_NUMBER, referenceId: 'vn-ref-1' }, { msisdn: '6568332041' }],
      timeScale: 10_000,
      ...options,
    });
    const receiver = await WebhookReceiver.start();
    const simulation = new Simulation(simulator, receiver, await simulator.listen());
    for (const type of ['VCA', 'VCS', 'VSS'] as const) await simulation.register(type);
    return simulation;
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await this.receiver.close();
  }

  /** Responds to every call handle with this callflow, and to other messages with 200. */
  answerWith(callflow: CallflowAction[], clientActionId?: string): void {
    this.receiver.reply = (type) =>
      type === 'VCA' ? { body: { clientActionId, callflow } } : { status: 200 };
  }

  async register(type: ReceivedType, fields: object = {}): Promise<void> {
    const url = this.receiver.urlFor(type);
    await this.api('POST', '/webhooks', { type, url, httpAuthHeader: 'secret', ...fields });
  }

  /** Registers the receiver for inbound texts and receipts. */
  async registerSms(fields: object = {}): Promise<void> {
    const { subAccountId } = this.simulator.sms;
    const url = this.receiver.urlFor('SMS');
    const webhook = { subAccountId, url, httpAuthorization: 'Bearer secret', ...fields };
    const { status } = await this.accountApi('POST', '/webhooks', [webhook]);
    if (status !== 200) throw new Error('the SMS webhook could not be registered');
  }

  /** Calls 8x8's SMS API for its sub-account. */
  smsApi(method: string, path: string, body?: unknown) {
    const { subAccountId } = this.simulator.sms;
    return this.request(method, `/api/v1/subaccounts/${subAccountId}${path}`, body, WITH_KEY);
  }

  /** Calls 8x8's SMS API for the account. */
  accountApi(method: string, path: string, body?: unknown) {
    const { accountId } = this.simulator.sms;
    return this.request(method, `/api/v1/accounts/${accountId}${path}`, body, WITH_KEY);
  }

  /** Calls 8x8's voice API for the sub-account. */
  api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return this.request(method, `/api/v1/subaccounts/maskline_demo${path}`, body, {
      ...WITH_KEY,
      ...headers,
    });
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
}
