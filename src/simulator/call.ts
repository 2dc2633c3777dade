import { CallHandle } from './call-handle.js';
import { CallReports } from './call-reports.js';
import type { PlacedCall } from './call-request.js';
import { CallflowPlayer } from './callflow-player.js';
import { CallClock, type Pace } from './clock.js';
import { SessionError } from './errors.js';
import type { NumberRegistry, VirtualNumber } from './number-registry.js';
import { toE164 } from './phone-number.js';
import { CallSession } from './session.js';
import { summarize, type CallTranscript } from './transcript.js';
import type { WebhookDelivery } from './webhook-delivery.js';

/** What the calls of one sub-account have in common. */
export interface CallPlatform {
  subAccountId: string;
  numbers: NumberRegistry;
  delivery: WebhookDelivery;
  pace: Pace;
}

/** An answer may ask for digits again and again; no caller puts up with more than this. */
const MAX_CAPTURES = 10;

/** One call, from dialling to the session summary. */
export class Call {
  private readonly session: CallSession;
  private readonly transcript: CallTranscript;
  private readonly reports: CallReports;
  private readonly handle: CallHandle;
  private readonly player: CallflowPlayer;

  constructor(placed: PlacedCall, dialled: VirtualNumber, platform: CallPlatform) {
    const { numbers, delivery } = platform;
    const clock = new CallClock(platform.pace);
    const session = new CallSession(platform.subAccountId, placed, dialled, clock);
    const transcript = blankTranscript(session, placed);
    this.session = session;
    this.transcript = transcript;
    this.reports = new CallReports(session, clock, delivery, transcript.messages);
    this.handle = new CallHandle(session, clock, delivery, numbers, transcript);
    const { behaviour } = placed;
    this.player = new CallflowPlayer(session, clock, this.reports, numbers, behaviour, transcript);
  }

  /**
   * Runs the call once. Whatever the receiver does wrong ends in the transcript.
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  async run(): Promise<CallTranscript> {
    try {
      await this.followAnswers();
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      this.fail(error);
    }
    const { legA, sessionStatus, errorCode } = this.session;
    legA.disconnect();
    this.reports.legChanged(legA, 'CALL_DISCONNECTED');
    await this.reports.sessionEnded();
    Object.assign(this.transcript, {
      sessionStatus,
      ...(errorCode === undefined ? {} : { errorCode }),
    });
    this.transcript.summary = summarize(this.transcript);
    return this.transcript;
  }

  private async followAnswers(): Promise<void> {
    const asking = this.handle.ask({ callStatus: 'CALL_RECEIVED' });
    this.reports.legChanged(this.session.legA, 'CALL_RECEIVED');
    let answer = await asking;
    let captured = await this.player.play(answer.callflow);
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

function blankTranscript(session: CallSession, placed: PlacedCall): CallTranscript {
  const withheld = placed.source === '' || placed.source === 'anonymous';
  return {
    summary: '',
    sessionId: session.sessionId,
    callIdA: session.legA.callId,
    from: withheld ? 'anonymous' : toE164(placed.source),
    to: toE164(placed.destination),
    sessionStatus: session.sessionStatus,
    calleeRang: false,
    calleeAnswered: false,
    heardByCaller: [],
    talkSeconds: 0,
    messages: [],
    faults: [],
  };
}
