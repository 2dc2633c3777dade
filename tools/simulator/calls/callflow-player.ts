import type {
  CallflowAction,
  MakeCallAction,
  PlayFileParams,
  SayAndCaptureAction,
  SayParams,
} from '../../../src/eightxeight/index.js';
import { ringing, talkSeconds, type CallBehaviour } from '../behaviour.js';
import type { CallPlatform } from './call.js';
import type { CallReports } from './call-reports.js';
import type { CallClock } from '../clock.js';
import { captureDigits, type Capture } from './digit-capture.js';
import { toE164 } from '../numbers/phone-number.js';
import type { CallSession } from './session.js';
import type { CallTranscript } from './transcript.js';

/** Simulated seconds of every file, regardless of its content. */
const FILE_SECONDS = 5;
const SPOKEN_CHARACTERS_PER_SECOND = 15;

/** Plays callflows to the two phones of a call, and records what the people hear and see. */
export class CallflowPlayer {
  constructor(
    private readonly session: CallSession,
    private readonly clock: CallClock,
    private readonly reports: CallReports,
    private readonly platform: Pick<CallPlatform, 'numbers' | 'recordings'>,
    private readonly behaviour: CallBehaviour,
    private readonly transcript: CallTranscript,
  ) {}

  /**
   * Plays a valid callflow from the given action on, until its end or an action that ends it.
   * @returns the captured digits if another call handle follows; undefined if the call is over
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  async play(callflow: readonly CallflowAction[], from = 0): Promise<Capture | undefined> {
    for (const [index, action] of callflow.entries()) {
      if (index < from) continue;
      this.session.lastAction = upperSnakeCase(action.action);
      switch (action.action) {
        case 'say':
          await this.say(action.params);
          break;
        case 'playFile':
          await this.playFile(action.params);
          break;
        case 'makeCall':
          this.noteUnplayed(callflow, index);
          await this.makeCall(action.params);
          return undefined;
        case 'sayAndCapture':
          this.noteUnplayed(callflow, index);
          return this.sayAndCapture(action.params);
        case 'hangup':
          this.noteUnplayed(callflow, index);
          return undefined;
      }
    }
    return undefined;
  }

  private async say({ text, speed, repetition }: SayParams): Promise<void> {
    await this.letCallerHear(text, spokenSeconds(text, speed) * (repetition ?? 1));
  }

  private async playFile({ fileUrl, repetition }: PlayFileParams): Promise<void> {
    await this.letCallerHear(fileUrl, FILE_SECONDS * (repetition ?? 1));
  }

  private async sayAndCapture(params: SayAndCaptureAction['params']): Promise<Capture> {
    const capture = captureDigits(params, this.behaviour.dtmf ?? null);
    for (const text of capture.heard) {
      await this.letCallerHear(text, spokenSeconds(text, params.speed));
    }
    return capture;
  }

  private async makeCall(params: MakeCallAction['params']): Promise<void> {
    const { source, destination, callRecording } = params;
    const virtualNumber = this.platform.numbers.find(source);
    if (!virtualNumber) throw new Error('the callflow was not checked before it was played');
    const legB = this.session.callOut(source, destination, virtualNumber);
    const outcome = ringing(this.behaviour);
    Object.assign(this.transcript, {
      callIdB: legB.callId,
      connectedTo: toE164(destination),
      shownCallerId: toE164(source),
      calleeRang: outcome.rang,
      ...(callRecording === undefined ? {} : { callRecording }),
    });
    this.reports.legChanged(legB, 'CALL_INITIATED');
    await this.clock.advance(outcome.afterSeconds);

    if (outcome.end === 'ANSWERED') {
      this.transcript.calleeAnswered = true;
      legB.connect();
      this.reports.legChanged(legB, 'CALL_CONNECTED');
      this.connectCaller();
      this.record(callRecording);
      await this.clock.advance(talkSeconds(this.behaviour));
    } else {
      legB.callStatus = this.session.sessionStatus = outcome.end;
      if (outcome.end === 'CANCELED') this.session.legA.callStatus = 'CANCELED';
    }
    legB.disconnect();
    this.transcript.talkSeconds = legB.callDuration;
    this.reports.legChanged(legB, 'CALL_DISCONNECTED');
  }

  private record(callRecording = this.session.isRecorded): void {
    if (!callRecording) return;
    const { sessionId } = this.session;
    this.session.recording = this.platform.recordings.start(sessionId, this.clock.now());
  }

  private async letCallerHear(text: string, seconds: number): Promise<void> {
    this.connectCaller();
    this.transcript.heardByCaller.push(text);
    await this.clock.advance(seconds);
  }

  /** Connects the caller's leg, which happens once there is somebody or something to hear. */
  private connectCaller(): void {
    const { legA } = this.session;
    if (legA.connectedAt) return;
    legA.connect();
    this.reports.legChanged(legA, 'CALL_CONNECTED');
  }

  /** Records a fault for actions that follow, since a session has two legs and ends with the second. */
  private noteUnplayed(callflow: readonly CallflowAction[], lastPlayed: number): void {
    if (lastPlayed === callflow.length - 1) return;
    const name = callflow[lastPlayed]?.action;
    this.transcript.faults.push(`callflow[${lastPlayed + 1}] comes after ${name}: not played`);
  }
}

/** Returns whole seconds, as 8x8 counts them. */
const spokenSeconds = (text: string, speed = 1): number =>
  Math.ceil(text.length / SPOKEN_CHARACTERS_PER_SECOND / speed);

const upperSnakeCase = (camelCase: string): string =>
  camelCase.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
