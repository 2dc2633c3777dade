import type { ReportDelivery } from '../behaviour.js';
import type { Delivery } from '../delivery/message-sender.js';

/** A message about a call or a text, and the transcript entry with its result. */
export interface Report<Entry> {
  record: Entry;
  message: object;
  /** Called once it has been delivered or given up. */
  onSettled?: (record: Entry) => void;
}

/**
 * Sends the reports of one call or text to the receiver: immediately, or all at the end in another order.
 * Reports do not delay it.
 */
export class ReportQueue<Entry extends Pick<Delivery, 'status' | 'attempts'>> {
  private sent: Promise<void> = Promise.resolve();
  private readonly keptBack: Report<Entry>[] = [];

  constructor(
    private readonly deliverReport: (report: Report<Entry>) => Promise<Delivery>,
    private readonly records: Entry[],
    private readonly options: ReportDelivery = {},
  ) {}

  add(report: Report<Entry>): void {
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
  private send(reports: Report<Entry>[]): void {
    this.records.push(...reports.map(({ record }) => record));
    this.sent = this.sent.then(async () => {
      await Promise.all(reports.map((report) => this.deliver(report)));
    });
    // If the simulator closes, the call ends without waiting for its reports.
    this.sent.catch(() => undefined);
  }

  private async deliver(report: Report<Entry>): Promise<void> {
    const { status, attempts } = await this.deliverReport(report);
    Object.assign(report.record, { status, attempts });
    report.onSettled?.(report.record);
  }
}

/** Fisher–Yates shuffle with a generator that is repeatable by its seed (mulberry32). */
function shuffle(items: unknown[], seed = Math.floor(Math.random() * 2 ** 32)): void {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
}
