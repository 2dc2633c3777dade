import type { CallStatusName } from '../../../src/eightxeight/index.js';
import type { CallBehaviour } from '../behaviour.js';
import type { CallClock } from '../clock.js';
import { callStatusMessage, sessionSummaryMessage } from './messages.js';
import type { Recording } from '../recordings/recordings.js';
import { recordingUploadedMessage } from '../recordings/recording-message.js';
import { ReportQueue } from './report-queue.js';
import type { CallSession, Leg } from './session.js';
import type { MessageRecord } from './transcript.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';

/**
 * Reports one call to the receiver: VCS during it, VSS after it, and VRU if it was recorded. Reports
 * that the receiver never accepts are only recorded in the transcript.
 */
export class CallReports {
  private readonly queue: ReportQueue<MessageRecord>;

  constructor(
    private readonly session: CallSession,
    private readonly clock: CallClock,
    delivery: WebhookDelivery,
    private readonly behaviour: CallBehaviour,
    records: MessageRecord[],
  ) {
    this.queue = new ReportQueue(
      ({ record, message }) => delivery.sendUntilAccepted(record.type, message),
      records,
      behaviour.reports,
    );
  }

  legChanged(leg: Leg, callStatus: CallStatusName): void {
    const message = callStatusMessage(this.session, leg, callStatus, this.clock.now());
    const name = leg === this.session.legA ? 'A' : 'B';
    this.queue.add({ record: { type: 'VCS', leg: name, callStatus, ...NOT_SENT }, message });
  }

  /**
   * Sends the reports after a call, and waits until every report has been delivered or given up.
   * @throws SimulatorClosedError if the simulator closes first
   */
  async sessionEnded(): Promise<void> {
    const { recording } = this.session;
    const { recordingReport = 'after-summary' } = this.behaviour;
    if (recording && recordingReport === 'before-summary') this.recordingUploaded(recording);
    this.summarize();
    if (recording && recordingReport === 'after-summary') this.recordingUploaded(recording);
    await this.queue.flush();
  }

  private summarize(): void {
    const { sessionStatus } = this.session;
    const message = sessionSummaryMessage(this.session, this.clock.now());
    this.queue.add({ record: { type: 'VSS', sessionStatus, ...NOT_SENT }, message });
  }

  private recordingUploaded(recording: Recording): void {
    const message = recordingUploadedMessage(recording);
    const recordingStatus = recording.status;
    const onSettled = ({ status, attempts }: MessageRecord) => {
      if (recordingStatus !== 'UPLOAD_COMPLETED' || attempts === 0) return;
      recording.status = status === 200 ? 'CALLBACK_COMPLETED' : 'CALLBACK_FAILED';
    };
    this.queue.add({ record: { type: 'VRU', recordingStatus, ...NOT_SENT }, message, onSettled });
  }
}

const NOT_SENT = { status: 'not sent', attempts: 0 };
