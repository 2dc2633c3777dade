import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { RouteMismatchError, RouteOpener } from '../../booking/index.js';
import { type SendOutcome, SmsApiClient } from '../../eightxeight/index.js';
import { describeError } from '../../platform/errors/index.js';
import { textAttempts } from '../../platform/observability/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { callingCodeOf, type PhoneNumber } from '../../platform/values/index.js';
import { MESSAGE_RECEIVER, MESSAGE_TEXT } from '../encrypted-columns.js';
import { ForwardingLimits, pauseAfter } from './forwarding-limits.js';
import { type ClaimedText, ForwardingRepository } from './forwarding.repository.js';
import { missedCallTextOf } from '../missed-calls/missed-call-text.js';
import { TextHooks } from '../text-hooks/text-hooks.js';
import { redacted } from './redaction.js';
import { partsOf, piecesOf } from './sms-length.js';

/** The outcome of an attempt, for the counts of a run. */
export type Attempt = 'forwarded' | 'failed' | 'unknown' | 'postponed';

/** What is sent of a text. */
interface Composed {
  pieces: string[];
  /** Whether digits were replaced. */
  isRedacted: boolean;
}

/** Sends claimed texts and stores the outcomes. */
@Injectable()
export class TextSender {
  private readonly logger = new Logger(TextSender.name);

  constructor(
    private readonly texts: ForwardingRepository,
    private readonly routes: RouteOpener,
    private readonly vault: NumberVault,
    private readonly eightXEight: SmsApiClient,
    private readonly limits: ForwardingLimits,
    private readonly hooks: TextHooks,
  ) {}

  /**
   * Sends a text.
   * @param claimedAt by `performance.now()`
   * @throws the database's error; the attempt then ends with its lease
   */
  async send(text: ClaimedText, claimedAt: number): Promise<Attempt> {
    if (text.obstacle !== null) return this.fail(text, text.obstacle);
    let receiver: PhoneNumber;
    let composed: Composed | undefined;
    try {
      receiver = this.receiverOf(text);
      composed = await this.composed(text, receiver);
    } catch (error) {
      this.logger.error(`a text cannot be forwarded: ${describeError(error)}`);
      return this.fail(text, 'route-refused');
    }
    // During a key rotation the claim may have compared the index of another key.
    const indexes = this.vault.indexesOf(receiver);
    if (indexes.length > 1 && (await this.texts.hasOptedOut(indexes, text.source!))) {
      return this.fail(text, 'opted-out');
    }
    // The pool no longer has a text about missed calls.
    if (!composed) return this.fail(text, 'channel-off');
    if (!(await this.mayForward(text))) return this.fail(text, 'hook-refused');
    const { pieces, isRedacted } = composed;
    if (pieces.length > 1 && !(await this.divide(text, receiver, composed))) return 'unknown';
    if (performance.now() - claimedAt > this.limits.freshMs)
      return this.postpone(text, 'delayed', 0);
    const [piece = ''] = pieces;
    const outcome = await this.eightXEight.send(text.sms_sub_account_id!, {
      source: text.source!,
      destination: receiver.e164,
      text: piece,
      clientMessageId: text.id,
      expiry: text.expires_at,
    });
    textAttempts.inc({ outcome: outcome.kind });
    return this.settle(text, outcome, { parts: partsOf(piece), isRedacted });
  }

  /** Asks the company about a text of a party, but not about the later pieces of one. */
  private async mayForward(text: ClaimedText): Promise<boolean> {
    const { id, pool_id: poolId, booking_id: bookingId, virtual_number: virtualNumber } = text;
    if (!text.has_hook || text.kind !== 'text' || text.pieces > 1) return true;
    return this.hooks.mayForward({
      id,
      poolId,
      bookingId,
      virtualNumber,
      sender: undefined,
      senderRole: text.sender_role,
      receiverRole: text.receiver_role,
      text: MESSAGE_TEXT.decrypt(this.vault, text.text_ciphertext!, { messageId: id }),
    });
  }

  /** @throws RouteMismatchError, WithheldCalleeError, DecryptionFailedError */
  private receiverOf(text: ClaimedText): PhoneNumber {
    const { id, pool_id: poolId, virtual_number_id: virtualNumberId, sender_index: index } = text;
    if (text.kind === 'reply' || text.kind === 'system') {
      const key = { messageId: id };
      const receiver = MESSAGE_RECEIVER.decrypt(this.vault, text.receiver_ciphertext!, key);
      // The claim found the route by which the receiver calls.
      const isReceiver =
        text.kind === 'reply' || this.vault.isIndexOf(receiver, text.caller_index!);
      if (!isReceiver) throw new RouteMismatchError('belongs to another receiver');
      return receiver;
    }
    const route = {
      poolId,
      bookingId: text.booking_id,
      virtualNumberId,
      callerRole: text.caller_role,
      callerIndex: text.caller_index,
      calleeRole: text.callee_role,
      calleeIndex: text.callee_index,
      calleeCiphertext: text.callee_ciphertext,
    };
    return this.routes.open(route, { index }).callee;
  }

  /**
   * Returns the pieces to send; of a text that was divided before, its piece. Undefined if the pool
   * has no such text.
   */
  private async composed(text: ClaimedText, receiver: PhoneNumber): Promise<Composed | undefined> {
    if (text.kind === 'missed-call') {
      const template = await this.texts.missedCallText(text, callingCodeOf(receiver.e164));
      if (template === undefined) return undefined;
      const filled = missedCallTextOf(template, text.sender_role!, text.source!);
      return { pieces: piecesOf(filled), isRedacted: false };
    }
    const key = { messageId: text.id };
    const written = MESSAGE_TEXT.decrypt(this.vault, text.text_ciphertext!, key);
    if (text.pieces > 1 || text.kind !== 'text') {
      return { pieces: text.pieces > 1 ? [written] : piecesOf(written), isRedacted: false };
    }
    const shown = text.is_redacting ? redacted(written) : written;
    const prefix = text.message_role_prefix ? `${capitalized(text.sender_role!)}: ` : '';
    return { pieces: piecesOf(`${prefix}${shown}`), isRedacted: shown !== written };
  }

  private divide(
    text: ClaimedText,
    receiver: PhoneNumber,
    { pieces: [first = '', ...others], isRedacted }: Composed,
  ): Promise<boolean> {
    const encrypt = (piece: string, messageId: string): Buffer =>
      MESSAGE_TEXT.encrypt(this.vault, piece, { messageId });
    return this.texts.divide(
      text,
      encrypt(first, text.id),
      others.map((piece, at) => {
        const id = uuidv7();
        const receiverCiphertext = text.receiver_ciphertext
          ? MESSAGE_RECEIVER.encrypt(this.vault, receiver, { messageId: id })
          : undefined;
        return { position: at + 1, id, ciphertext: encrypt(piece, id), receiverCiphertext };
      }),
      isRedacted,
    );
  }

  private async settle(
    text: ClaimedText,
    outcome: SendOutcome,
    { parts, isRedacted }: { parts: number; isRedacted: boolean },
  ): Promise<Attempt> {
    switch (outcome.kind) {
      case 'accepted':
        await this.texts.forwarded(text, { umid: outcome.umid, parts, isRedacted });
        return 'forwarded';
      case 'refused':
        return this.fail(text, outcome.reason, { errorCode: outcome.code, parts });
      case 'not-taken': {
        const { retryAfterMs = 0 } = outcome;
        const pause = Math.max(retryAfterMs / 1_000, pauseAfter(text.attempts));
        return this.postpone(text, outcome.reason, pause);
      }
      case 'unknown':
        if (text.is_repeatable) {
          return this.postpone(text, outcome.reason, pauseAfter(text.attempts));
        }
        await this.texts.unsent(text, 'unknown', { reason: outcome.reason, parts });
        return 'unknown';
    }
  }

  private async fail(
    text: ClaimedText,
    reason: string,
    more: { errorCode?: number | undefined; parts?: number } = {},
  ): Promise<Attempt> {
    const { errorCode, parts } = more;
    await this.texts.unsent(text, 'failed', {
      reason,
      ...(errorCode !== undefined && { errorCode }),
      ...(parts !== undefined && { parts }),
    });
    return 'failed';
  }

  private async postpone(text: ClaimedText, reason: string, seconds: number): Promise<Attempt> {
    await this.texts.postpone(text, reason, seconds);
    return 'postponed';
  }
}

const capitalized = (role: string): string => role.charAt(0).toUpperCase() + role.slice(1);
