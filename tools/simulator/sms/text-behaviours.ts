import { check } from '../api/request-fields.js';
import { isPhoneNumber, toE164 } from '../numbers/phone-number.js';
import { parseTextBehaviour } from './parse-text-behaviour.js';
import type { TextBehaviour } from './text-behaviour.js';

/** How the next texts are treated: by an order for the next one, else by their destination. */
export class TextBehaviours {
  private readonly next: TextBehaviour[] = [];
  private readonly byPhone = new Map<string, TextBehaviour>();

  /** @throws InvalidRequestError */
  addNext(behaviour: unknown): void {
    this.next.push(parseTextBehaviour(behaviour));
  }

  /** Replaces the behaviour for a destination. @throws InvalidRequestError */
  setPhone(phone: unknown, behaviour: unknown): void {
    check(isPhoneNumber(phone), 'the phone is not a phone number in E.164');
    this.byPhone.set(toE164(phone), parseTextBehaviour(behaviour));
  }

  /** Returns the behaviour for a text, and counts an order for the next one as used. */
  take(destination: string): TextBehaviour {
    return this.next.shift() ?? this.byPhone.get(destination) ?? {};
  }
}
