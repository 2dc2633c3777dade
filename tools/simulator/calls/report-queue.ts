import type { ReportDelivery } from '../behaviour.js';
import type { MessageRecord } from './transcript.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';

/** A message about a call, and the transcript entry with its result. */
export interface Report {
  record: MessageRecord;
  message: object;
  /** Called once it has been delivered or given up. */
  onSettled?: (record: MessageRecord) => void;
}

/**
 * Sends the reports of one call to the receiver: immediately, or all at the end in another order.
 * Reports do not delay the call.
 */
export class ReportQueue {
  private sent: Promise<void> = Promise.resolve();
  private readonly keptBack: Report[] = [];

  constructor(
    private readonly delivery: WebhookDelivery,
    private readonly records: MessageRecord[],
    private readonly options: ReportDelivery = {},
  ) {}

  add(report: Report): void {
    const { copies = 1, order = 'sent' } = this.options;
    for (let copy = 0; copy < copies; copy += 1) {
      const one = { ...report, record: { ...report.record } };
      if (order === 'sent') this.send([one]);
      else this.keptBack.push(one);
    }
  }

  /**
   * Waits until every report has been delivered or given up.
   * @throws SimulatorClosedError if the simulator closes first
   */
  async flush(): Promise<void> {
    const reports = this.keptBack.splice(0);
    const { order, seed } = this.options;
    if (order === 'reversed') reports.reverse();
    if (order === 'shuffled') shuffle(reports, seed);
    if (order === 'together') this.send(reports);
    else for (const report of reports) this.send([report]);
    await this.sent;
  }

  /** Sends these reports at the same time, after the earlier ones are done. */
  private send(reports: Report[]): void {
    this.records.push(...reports.map(({ record }) => record));
    this.sent = this.sent.then(async () => {
      await Promise.all(reports.map((report) => this.deliver(report)));
    });
    // If the simulator closes, the call ends without waiting for its reports.
    this.sent.catch(() => undefined);
  }

  private async deliver({ record, message, onSettled }: Report): Promise<void> {
    const { status, attempts } = await this.delivery.sendUntilAccepted(record.type, message);
    Object.assign(record, { status, attempts });
    onSettled?.(record);
  }
}

/** Fisher–Yates shuffle with a generator that is repeatable by its seed (mulberry32). */
function shuffle(items: Report[], seed = Math.floor(Math.random() * 2 ** 32)): void {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] as Report, items[last] as Report];
  }
}
