import { Injectable } from '@nestjs/common';
import type { PhoneNumber } from '../../platform/values/index.js';

/** A text about which the company is asked. */
export interface TextToAsk {
  /** Of its message. */
  id: string;
  poolId: string;
  bookingId: string | null;
  /** The number that the sender wrote to. */
  virtualNumber: string | null;
  /** Undefined for a text of a party, and if the sender withholds the number. */
  sender: PhoneNumber | undefined;
  senderRole: string | null;
  receiverRole: string | null;
  text: string;
}

/** Asks the company about texts of pools with a decision hook. */
export interface TextHook {
  /** Whether a text between the parties of a booking may be forwarded. */
  mayForward(text: TextToAsk): Promise<boolean>;

  /**
   * Asks about a text of a sender without a booking. The answer may have created one, so the text is
   * decided again.
   * @returns what to reply to the sender; undefined: nothing
   */
  replyToUnknown(text: TextToAsk): Promise<string | undefined>;
}

/** The hook that another module adds when it starts. Without one, no question is asked. */
@Injectable()
export class TextHooks implements TextHook {
  private hook: TextHook | undefined;

  add(hook: TextHook): void {
    this.hook = hook;
  }

  async mayForward(text: TextToAsk): Promise<boolean> {
    return (await this.hook?.mayForward(text)) ?? true;
  }

  async replyToUnknown(text: TextToAsk): Promise<string | undefined> {
    return this.hook?.replyToUnknown(text);
  }
}
