import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { InboundSms } from '../../eightxeight/index.js';
import { describeError } from '../../platform/errors/index.js';
import { poolTextDecisions, textDecisions } from '../../platform/observability/index.js';
import { NumberVault, WithheldCallers } from '../../platform/security/index.js';
import type { PhoneNumber } from '../../platform/values/index.js';
import { MESSAGE_TEXT, OPT_OUT_PERSON } from '../encrypted-columns.js';
import { ForwardingService } from '../forwarding/forwarding.service.js';
import { TextHooks } from '../text-hooks/text-hooks.js';
import { ReplyService } from '../replies/reply.service.js';
import { wordOf } from './keyword.js';
import { type DecidedText, type NewText, TextIntakeRepository } from './text-intake.repository.js';

/** Takes texts that arrived at virtual numbers. */
@Injectable()
export class TextIntakeService {
  private readonly logger = new Logger(TextIntakeService.name);

  constructor(
    private readonly texts: TextIntakeRepository,
    private readonly forwarding: ForwardingService,
    private readonly replies: ReplyService,
    private readonly hooks: TextHooks,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /** Decides a text. The decision, and the text if it is accepted, are stored when this returns. */
  async take(sms: InboundSms): Promise<void> {
    const id = uuidv7();
    const sender = this.withheld.identify(sms.sender);
    const word = wordOf(sms.text);
    if (sender && word !== undefined && this.vault.keyIds.length > 1) {
      await this.texts.reindexOptOuts(this.vault.indexesOf(sender));
    }
    const text: NewText = {
      id,
      umid: sms.umid,
      subAccountId: sms.subAccountId,
      msisdn: sms.virtualNumber,
      callerIndex: sender && this.vault.indexOf(sender),
      personCiphertext:
        sender &&
        (word === undefined
          ? undefined
          : OPT_OUT_PERSON.encrypt(this.vault, sender, { optOutId: id })),
      word,
      textCiphertext: MESSAGE_TEXT.encrypt(this.vault, sms.text, { messageId: id }),
      length: sms.text.length,
      carrierAt: sms.at,
      price: sms.price?.total,
      currency: sms.price?.currency,
      isAsked: false,
      hookReply: undefined,
    };
    const decided = await this.decide(text, sms.text, sender);
    if (!decided.is_new) return;
    const isAccepted = decided.reason === 'callable';
    const decision = isAccepted ? 'forward' : 'refuse';
    textDecisions.inc({ decision, reason: decided.reason });
    poolTextDecisions.inc(decided.pool_id, decision);
    if (isAccepted) this.forwarding.wake();
    if (sender) await this.reply(sender, decided);
  }

  /** Asks the company about a sender without a booking, if the pool's hook wants that. */
  private async decide(
    text: NewText,
    written: string,
    sender: PhoneNumber | undefined,
  ): Promise<DecidedText> {
    const decided = await this.texts.decide(text);
    if (!decided.awaits_hook) return decided;
    const hookReply = await this.askAbout(text.id, decided, written, sender);
    return this.texts.decide({ ...text, isAsked: true, hookReply });
  }

  /** A failed question must not make 8x8 send the text again. */
  private async askAbout(
    id: string,
    { pool_id: poolId, virtual_number: virtualNumber }: DecidedText,
    text: string,
    sender: PhoneNumber | undefined,
  ): Promise<string | undefined> {
    const nobody = { bookingId: null, senderRole: null, receiverRole: null };
    try {
      return await this.hooks.replyToUnknown({
        ...nobody,
        id,
        poolId,
        virtualNumber,
        sender,
        text,
      });
    } catch (error) {
      this.logger.error(`the hook could not be asked about a text: ${describeError(error)}`);
      return undefined;
    }
  }

  /** The text is decided and stored, so a failed reply must not make 8x8 send it again. */
  private async reply(sender: PhoneNumber, decided: DecidedText): Promise<void> {
    const { reply, pool_id: poolId, virtual_number_id: virtualNumberId } = decided;
    if (reply === null || virtualNumberId === null) return;
    const { virtual_number: source, booking_id: bookingId } = decided;
    try {
      await this.replies.add(sender, { poolId, virtualNumberId, source, bookingId, text: reply });
    } catch (error) {
      this.logger.warn(`a reply to a sender could not be stored: ${describeError(error)}`);
    }
  }
}
