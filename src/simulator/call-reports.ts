import type { CallStatusName } from '../eightxeight/index.js';
import type { CallClock } from './clock.js';
import { callStatusMessage, sessionSummaryMessage } from './messages.js';
import type { CallSession, Leg } from './session.js';
import type { MessageRecord } from './transcript.js';
import type { WebhookDelivery } from './webhook-delivery.js';

/**
 * Reports one call to the receiver: VCS during it and VSS after it. Reports go out one after the
 * other and do not hold up the call; those that the receiver never accepts are only noted.
 */
export class CallReports {
  private delivered: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: CallSession,
    private readonly clock: CallClock,
    private readonly delivery: WebhookDelivery,
    private readonly records: MessageRecord[],
  ) {}

  legChanged(leg: Leg, callStatus: CallStatusName): void {
    const message = callStatusMessage(this.session, leg, callStatus, this.clock.now());
    const name = leg === this.session.legA ? 'A' : 'B';
    this.report({ type: 'VCS', leg: name, callStatus, status: 'not sent', attempts: 0 }, message);
  }

  /**
   * Sends the summary, when every report before it has been delivered or given up.
   * @throws SimulatorClosedError if the simulator closes before
   */
  async sessionEnded(): Promise<void> {
    const { sessionStatus } = this.session;
    const message = sessionSummaryMessage(this.session, this.clock.now());
    this.report({ type: 'VSS', sessionStatus, status: 'not sent', attempts: 0 }, message);
    await this.delivered;
  }

  private report(record: MessageRecord, message: object): void {
    this.records.push(record);
    this.delivered = this.delivered.then(async () => {
      const { status, attempts } = await this.delivery.sendUntilAccepted(record.type, message);
      Object.assign(record, { status, attempts });
    });
    // A call that ends by the simulator's closing never comes to wait for its reports.
    this.delivered.catch(() => undefined);
  }
}
