import { toE164 } from '../numbers/phone-number.js';
import type { ReceivedText, TextRecord } from './text-record.js';

const MAX_TEXTS = 10_000;
const MAX_TEXTS_OF_A_PHONE = 1_000;

/** The latest texts that the platform took, and what the phones received. */
export class Texts {
  private readonly byUmid = new Map<string, TextRecord>();
  private readonly byPhone = new Map<string, ReceivedText[]>();

  add(text: TextRecord): void {
    this.byUmid.set(text.umid, text);
    if (this.byUmid.size <= MAX_TEXTS) return;
    for (const oldest of this.byUmid.keys()) {
      this.byUmid.delete(oldest);
      break;
    }
  }

  find(umid: string): TextRecord | undefined {
    return this.byUmid.get(umid);
  }

  /** Newest first. */
  all(): TextRecord[] {
    return [...this.byUmid.values()].toReversed();
  }

  receive(phone: string, text: ReceivedText): void {
    const received = this.byPhone.get(phone) ?? [];
    received.push(text);
    if (received.length > MAX_TEXTS_OF_A_PHONE) received.shift();
    this.byPhone.set(phone, received);
  }

  /** Returns what a phone received, oldest first. @param phone with or without `+` */
  receivedBy(phone: string): ReceivedText[] {
    return [...(this.byPhone.get(toE164(phone)) ?? [])];
  }

  /** Deletes the text and the phone numbers at 8x8; what a phone received stays there. */
  forget(text: TextRecord): void {
    Object.assign(text, { from: '', to: '', body: '' });
  }
}
