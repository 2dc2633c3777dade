import { callflowFaults, type CallflowResponse } from '../../../src/eightxeight/index.js';
import type { CallClock } from '../clock.js';
import { SessionError } from '../api/errors.js';
import { callActionMessage, type CallQuestion } from './messages.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import type { CallSession } from './session.js';
import { unknownVoices } from '../api/speech-profiles.js';
import type { CallTranscript, MessageRecord } from './transcript.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';

const WEBHOOK_FAILED = -2002;
const INVALID_CALLFLOW = -2003;
const TEXT_TO_SPEECH_FAILED = -2005;
const CALLER_ID_NOT_ALLOWED = -2008;

/** Sends the call handle of a call, and accepts only responses that 8x8 would accept. */
export class CallHandle {
  constructor(
    private readonly session: CallSession,
    private readonly clock: CallClock,
    private readonly delivery: WebhookDelivery,
    private readonly numbers: NumberRegistry,
    private readonly transcript: CallTranscript,
  ) {}

  /**
   * Sends the VCA without retries, since the caller on the line does not wait for a second attempt.
   * @throws SessionError -2002 without a 200 in time, -2003 if the response is not a valid callflow,
   *   -2008 if its caller id is not a number of the sub-account
   */
  async ask(question: CallQuestion): Promise<CallflowResponse> {
    const { callStatus } = question;
    const record: MessageRecord = {
      type: 'VCA',
      leg: 'A',
      callStatus,
      status: 'not sent',
      attempts: 0,
    };
    this.transcript.messages.push(record);
    const message = callActionMessage(this.session, question, this.clock.now());
    const askedAt = performance.now();
    const { status, attempts, body } = await this.delivery.send('VCA', message);
    Object.assign(record, { status, attempts });
    if (body !== undefined) this.transcript.answerMs = elapsedMs(askedAt);
    if (status !== 200) throw new SessionError(WEBHOOK_FAILED, [failureOf(status)]);
    return this.accept(body ?? '');
  }

  private accept(body: string): CallflowResponse {
    const parsed = parseJson(body);
    this.transcript.answer = parsed;
    if (parsed === undefined)
      throw new SessionError(INVALID_CALLFLOW, ['the response is not JSON']);
    const faults = callflowFaults(parsed);
    if (faults.length > 0) throw new SessionError(INVALID_CALLFLOW, faults);
    const answer = parsed as CallflowResponse;
    const foreign = this.foreignCallerIds(answer);
    if (foreign.length > 0) throw new SessionError(CALLER_ID_NOT_ALLOWED, foreign);
    const voices = unknownVoices(answer.callflow);
    if (voices.length > 0) throw new SessionError(TEXT_TO_SPEECH_FAILED, voices);
    return answer;
  }

  private foreignCallerIds({ callflow }: CallflowResponse): string[] {
    return callflow.flatMap((action, index) =>
      action.action === 'makeCall' && !this.numbers.find(action.params.source)
        ? [`callflow[${index}].params.source is not a number of the sub-account`]
        : [],
    );
  }
}

const elapsedMs = (since: number): number => Math.round((performance.now() - since) * 10) / 10;

const failureOf = (status: number | string): string =>
  typeof status === 'number' ? `the VCA webhook responded with ${status}` : `VCA: ${status}`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
