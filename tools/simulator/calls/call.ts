import type { CallflowResponse } from '../../../src/eightxeight/index.js';
import type { CallBehaviour } from '../behaviour.js';
import { CallHandle } from './call-handle.js';
import { CallReports } from './call-reports.js';
import { CallflowPlayer } from './callflow-player.js';
import type { CallClock, Pace } from '../clock.js';
import { SessionError } from '../api/errors.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import type { Recordings } from '../recordings/recordings.js';
import type { CallSession } from './session.js';
import { blankTranscript, summarize, type CallTranscript } from './transcript.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';

/** The shared parts of all calls of a sub-account. */
export interface CallPlatform {
  subAccountId: string;
  numbers: NumberRegistry;
  recordings: Recordings;
  delivery: WebhookDelivery;
  pace: Pace;
}

/** A receiver may ask for digits repeatedly; the caller hangs up after this many. */
const MAX_CAPTURES = 10;

/** One call, from its first leg to the session summary. */
export abstract class Call {
  protected readonly transcript: CallTranscript;
  protected readonly reports: CallReports;
  protected readonly handle: CallHandle;
  private readonly player: CallflowPlayer;

  protected constructor(
    protected readonly session: CallSession,
    protected readonly clock: CallClock,
    private readonly behaviour: CallBehaviour,
    platform: CallPlatform,
  ) {
    const { numbers, delivery } = platform;
    const transcript = blankTranscript(session);
    this.transcript = transcript;
    this.reports = new CallReports(session, clock, delivery, behaviour, transcript.messages);
    this.handle = new CallHandle(session, clock, delivery, numbers, transcript);
    this.player = new CallflowPlayer(session, clock, this.reports, platform, behaviour, transcript);
  }

  get sessionId(): string {
    return this.session.sessionId;
  }

  /**
   * Runs the call once. All errors of the receiver are recorded in the transcript.
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  async run(): Promise<CallTranscript> {
    try {
      await this.takeItsCourse();
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      this.fail(error);
    }
    const { legA, sessionStatus, errorCode } = this.session;
    legA.disconnect();
    this.reports.legChanged(legA, 'CALL_DISCONNECTED');
    this.session.recordingUploaded(this.behaviour.recordingUpload ?? 'completed');
    await this.reports.sessionEnded();
    Object.assign(this.transcript, {
      sessionStatus,
      ...(errorCode === undefined ? {} : { errorCode }),
    });
    this.transcript.summary = summarize(this.transcript);
    return this.transcript;
  }

  /** Runs the call up to the end of leg A. @throws SessionError, SimulatorClosedError */
  protected abstract takeItsCourse(): Promise<void>;

  /** Plays a callflow from the given action on, and the callflows of the call handles that follow. */
  protected async follow(answer: CallflowResponse, from = 0): Promise<void> {
    let captured = await this.player.play(answer.callflow, from);
    for (let captures = 1; captured; captures += 1) {
      if (captures > MAX_CAPTURES) {
        this.transcript.faults.push(`the caller hung up after ${MAX_CAPTURES} sayAndCapture`);
        return;
      }
      const { dtmf } = captured;
      const { clientActionId } = answer;
      answer = await this.handle.ask({ callStatus: 'ACTION_COMPLETED', dtmf, clientActionId });
      captured = await this.player.play(answer.callflow);
    }
  }

  private fail(error: SessionError): void {
    this.session.sessionStatus = 'ERROR';
    this.session.errorCode = error.sessionErrorCode;
    this.session.legA.callStatus = 'ERROR';
    this.transcript.faults.push(...error.faults);
  }
}
