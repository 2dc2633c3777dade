import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Heard, heardIn } from '../checker/heard.js';
import type { Expected } from '../history/history.js';
import { below, between, chance, shuffled } from './chance.js';
import type { Client } from './client.js';
import {
  callHandle,
  type Call,
  type Report,
  reportsOfConnection,
  summaryOfRefusal,
} from './messages.js';

/** Places calls: asks what to do with them, and reports what became of them. */
export class Calls {
  constructor(
    private readonly client: Client,
    private readonly background: (work: Promise<unknown>) => void,
  ) {}

  /** Dials a virtual number. Its reports follow in the background. */
  async place(caller: string, number: string): Promise<void> {
    const call = { session: randomUUID(), caller, number };
    const handle = callHandle(call);
    // 8x8 may deliver everything twice, also a call handle.
    const copies = chance(0.05) ? 2 : 1;
    const answers = await Promise.all(
      Array.from({ length: copies }, () => this.client.once('call', call, 'call-action', handle)),
    );
    const heard = answers.map(heardIn);
    // 8x8 follows a connection: otherwise its summary would say that there was none.
    const followed = heard.find(({ kind }) => kind === 'connected') ?? heard[0]!;
    this.background(this.report(call, followed, heard));
  }

  private async report(call: Call, followed: Heard, all: readonly Heard[]): Promise<void> {
    if (followed.kind !== 'connected') {
      const report = summaryOfRefusal(call, followed.kind === 'refused');
      // What a refused caller heard is checked by the decision on record.
      const isPlain = all.every((one) => one.kind === 'refused' && one.reason !== 'unavailable');
      const expected = { outcome: 'refused', talkSeconds: null, reports: 1 };
      await this.send(call, [report], isPlain ? expected : null);
      return;
    }
    const talkSeconds = chance(0.7) ? 1 + below(200) : 0;
    const reports = reportsOfConnection(call, followed, talkSeconds);
    const outcome = talkSeconds > 0 ? 'answered' : 'missed';
    const expected = { outcome, talkSeconds: talkSeconds || null, reports: reports.length };
    // Late, in any order, and some of them twice.
    const sent = shuffled([...reports, ...reports.filter(() => chance(0.3))]);
    await this.send(call, chance(0.5) ? sent : reports, expected);
  }

  private async send(
    { session }: Call,
    reports: readonly Report[],
    expected: Expected | null,
  ): Promise<void> {
    await Promise.all(
      reports.map(async ({ path, what, body }, at) => {
        await pause(at * between(5, 60));
        await this.client.webhook('report', { session, what, expected }, path, body);
      }),
    );
  }
}
