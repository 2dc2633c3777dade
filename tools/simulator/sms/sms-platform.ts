import { randomUUID } from 'node:crypto';
import { NumberNotInServiceError, SimulatorClosedError } from '../api/errors.js';
import { ReportQueue } from '../calls/report-queue.js';
import { CallClock, type Pace } from '../clock.js';
import type { MessageSender, Receiver, RetryPolicy } from '../delivery/message-sender.js';
import type { NumberRegistry } from '../numbers/number-registry.js';
import { toE164 } from '../numbers/phone-number.js';
import type { SendRequest } from './api/send-request.js';
import { SmsFailure } from './api/sms-failure.js';
import { inboundMessage, receiptMessage } from './sms-messages.js';
import type { SmsWebhooks } from './api/sms-webhooks.js';
import { DEFAULT_ERROR_CODES, RECEIPTS, type TextBehaviour } from './text-behaviour.js';
import { isGsm7, textParts } from './text-parts.js';
import type { TextMessageRecord, TextRecord, TextStatus } from './text-record.js';
import { parseTextRequest } from './api/text-request.js';
import { Texts } from './texts.js';

const MAX_PARTS = 10;
/** Source: 8x8, webhooks of the SMS API. */
const RETRIES: RetryPolicy = { waits: [1, 10, 30, 90], isAccepted: (status) => status < 400 };
const NOT_SENT = { status: 'not sent', attempts: 0 };

export interface SmsPlatformOptions {
  subAccountId: string;
  /** The numbers that phones can text. */
  numbers: NumberRegistry;
  webhooks: SmsWebhooks;
  sender: MessageSender;
  pace: Pace;
}

type Batch = Pick<TextRecord, 'batchId' | 'clientBatchId'>;

/** A text that was accepted; `done` resolves when its receipts are delivered or given up. */
export interface AcceptedText {
  text: TextRecord;
  done: Promise<void>;
}

/** Carries the texts of the sub-account in both directions. */
export class SmsPlatform {
  readonly texts = new Texts();
  private readonly running = new Set<Promise<void>>();
  /** Cancels a scheduled text, by its umid. */
  private readonly scheduled = new Map<string, () => void>();

  constructor(private readonly options: SmsPlatformOptions) {}

  /** Accepts a text to a phone, and delivers it in the background. @throws SmsFailure if it is too long */
  send(request: SendRequest, behaviour: TextBehaviour, batch: Batch = {}): AcceptedText {
    const parts = textParts(request.text, request.encoding);
    if (parts.length > MAX_PARTS && behaviour.overlong === 'refused') throw new SmsFailure(3006);
    const sentParts = parts.slice(0, MAX_PARTS);
    const { source, destination, encoding, clientMessageId } = request;
    const text = {
      ...blankText('outbound', { from: source, to: destination, body: sentParts.join('') }),
      encoding,
      parts: sentParts.length,
      ...(clientMessageId !== undefined && { clientMessageId }),
      ...batch,
    };
    this.texts.add(text);
    const done = this.run(this.deliver(text, request, behaviour));
    return { text, done };
  }

  /** Cancels a scheduled text. @returns whether it was still waiting */
  cancel(umid: string): boolean {
    const cancel = this.scheduled.get(umid);
    cancel?.();
    return cancel !== undefined;
  }

  /**
   * Sends a text from a phone to a virtual number.
   * @returns the text, once its webhook has been delivered or given up
   * @throws InvalidRequestError, NumberNotInServiceError, SimulatorClosedError
   */
  async receive(value: unknown): Promise<TextRecord> {
    const { from, to, body, umid, behaviour } = parseTextRequest(value);
    const { subAccountId, numbers, webhooks } = this.options;
    if (!numbers.find(to)) throw new NumberNotInServiceError('to is not a number of the account');
    const text = { ...blankText('inbound', { from, to, body }), umid };
    this.texts.add(text);
    const message = inboundMessage(text, subAccountId, behaviour);
    const { copies = 1 } = behaviour;
    const queue = this.queue(text, () => webhooks.receiver(), { copies });
    const eventType = 'inbound_message_received';
    queue.add({ record: { eventType, ...NOT_SENT }, message });
    await this.run(queue.flush());
    return text;
  }

  /** Resolves when no text is on its way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  /** Moves a text from state to state, as its behaviour says, and reports each state. */
  private async deliver(
    text: TextRecord,
    { scheduled, expiry, dlrCallbackUrl }: SendRequest,
    behaviour: TextBehaviour,
  ): Promise<void> {
    const { subAccountId, pace, webhooks } = this.options;
    const clock = new CallClock(pace);
    if (scheduled && !(await this.waitFor(scheduled, text, clock))) return;
    // Receipts keep the numbers even if they are deleted from the record meanwhile.
    const sent = { ...text };
    const url = dlrCallbackUrl;
    const receiver = url === undefined ? () => webhooks.receiver() : () => ({ url });
    const queue = this.queue(text, receiver, behaviour.receipts);
    const { outcome = 'delivered', afterSeconds = 1 } = behaviour;
    await clock.advance(afterSeconds);
    const statuses = statusesOf(behaviour, expiry !== undefined && clock.now() > expiry);
    for (const [index, status] of statuses.entries()) {
      if (index > 0) await clock.advance(1);
      text.status = sent.status = { ...status, timestamp: clock.now() };
      if (status.detail === 'delivered_to_recipient') this.arrive(sent, behaviour);
      if (outcome !== 'no-receipt') {
        const message = receiptMessage(sent, subAccountId, behaviour);
        const { state, detail } = status;
        const eventType = 'outbound_message_status_changed';
        queue.add({
          record: { eventType, state, ...(detail && { detail }), ...NOT_SENT },
          message,
        });
      }
    }
    await queue.flush();
  }

  private arrive({ umid, from, to, body, status }: TextRecord, { source }: TextBehaviour): void {
    this.texts.receive(to, { umid, from: source ?? from, body, receivedAt: status.timestamp });
  }

  /** @returns whether the text was not cancelled meanwhile */
  private async waitFor(time: Date, text: TextRecord, clock: CallClock): Promise<boolean> {
    const isCancelled = new Promise<boolean>((resolve) => {
      this.scheduled.set(text.umid, () => resolve(true));
    });
    const seconds = Math.max(0, (time.getTime() - clock.now().getTime()) / 1000);
    const isDue = clock.advance(seconds).then(() => false);
    try {
      if (!(await Promise.race([isDue, isCancelled]))) return true;
      text.status = { state: 'failed', timestamp: new Date() };
      return false;
    } finally {
      this.scheduled.delete(text.umid);
    }
  }

  private queue(
    text: TextRecord,
    receiver: () => Receiver | undefined,
    options: TextBehaviour['receipts'],
  ): ReportQueue<TextMessageRecord> {
    return new ReportQueue(
      ({ message }) => this.options.sender.sendUntilAccepted(receiver, message, RETRIES),
      text.messages,
      options,
    );
  }

  /** If the simulator closes, a text ends early; that is not an unhandled rejection. */
  private run(task: Promise<void>): Promise<void> {
    this.running.add(task);
    task
      .catch((error: unknown) => {
        if (!(error instanceof SimulatorClosedError)) throw error;
      })
      .finally(() => this.running.delete(task));
    return task;
  }
}

/** Returns a text before it is on its way. */
function blankText(
  direction: TextRecord['direction'],
  { from, to, body }: Pick<TextRecord, 'from' | 'to' | 'body'>,
): TextRecord {
  const encoding = isGsm7(body) ? 'GSM7' : 'UCS2';
  const createdAt = new Date();
  return {
    umid: randomUUID(),
    direction,
    from,
    to: direction === 'outbound' ? toE164(to) : to,
    body,
    encoding,
    parts: textParts(body, encoding).length,
    createdAt,
    status: { state: direction === 'outbound' ? 'queued' : 'ok', timestamp: createdAt },
    messages: [],
  };
}

function statusesOf(
  { outcome = 'delivered', errorCode = DEFAULT_ERROR_CODES[outcome] }: TextBehaviour,
  isExpired: boolean,
): Omit<TextStatus, 'timestamp'>[] {
  if (isExpired) {
    return [{ state: 'undelivered', detail: 'undelivered_to_recipient', errorCode: 36 }];
  }
  return RECEIPTS[outcome].map((status) =>
    errorCode !== undefined && ['undelivered', 'rejected'].includes(status.state)
      ? { ...status, errorCode }
      : status,
  );
}
