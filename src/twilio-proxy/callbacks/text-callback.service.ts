import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DecisionHooks } from '../../callhandle/index.js';
import { type TextHook, TextHooks, type TextToAsk } from '../../messaging/index.js';

/** No caller waits for the answer; the time-out of the hook is the limit. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;

/** Asks the InterceptCallbackUrl and the OutOfSessionCallbackUrl about texts, as about calls. */
@Injectable()
export class TextCallbackService implements TextHook, OnModuleInit {
  constructor(
    private readonly texts: TextHooks,
    private readonly hooks: DecisionHooks,
  ) {}

  onModuleInit(): void {
    this.texts.add(this);
  }

  /** Anything but a 403 lets the text through, also a failure, as Twilio documents. */
  async mayForward(text: TextToAsk): Promise<boolean> {
    const verdict = await this.ask(text, 'callable');
    return verdict?.kind !== 'hook-refused';
  }

  async replyToUnknown(text: TextToAsk): Promise<string | undefined> {
    const verdict = await this.ask(text, 'not-a-party');
    if (verdict?.kind !== 'hook-refused' || !verdict.message) return undefined;
    return 'text' in verdict.message ? verdict.message.text : undefined;
  }

  private ask(
    { id, sender, senderRole, receiverRole, ...text }: TextToAsk,
    reason: 'callable' | 'not-a-party',
  ) {
    const parties = { caller: sender, callerRole: senderRole, calleeRole: receiverRole };
    return this.hooks.ask({ ...text, ...parties, sessionId: id, reason }, NO_DEADLINE);
  }
}
