import { isUtf8 } from 'node:buffer';
import type { JsonFaultKind } from './json-scan.js';

/** Bytes of an unreadable body that are kept. */
const MAX_KEPT_BYTES = 8 * 1024;

const REASONS: Readonly<Record<JsonFaultKind, string>> = {
  'not-utf-8': 'The message is not UTF-8.',
  'not-json': 'The message is not JSON.',
  'too-deep': 'The message is nested too deeply.',
  'too-many-values': 'The message has too many values.',
  'too-long': 'The message, or a part of it, is too long.',
  'unsafe-name': 'The message contains a member named __proto__, constructor or prototype.',
  'repeated-name': 'An object in the message contains a member twice.',
  'inexact-number': 'The message contains a number that cannot be represented exactly.',
  'unstorable-text': 'The message contains a text that is not well-formed.',
};

/**
 * Replaces the body of a carrier message that could not be read. The message is not refused but
 * processed like any other, and an operator can see its beginning.
 */
export class UnreadableBody {
  /** The fault, in one sentence. */
  readonly reason: string;
  readonly #beginning: Buffer;

  /**
   * @param beginning the first bytes of the body
   * @param length total bytes received
   */
  constructor(
    fault: JsonFaultKind,
    beginning: Buffer,
    readonly length: number,
  ) {
    this.reason = REASONS[fault];
    // Copied, because a subarray would keep the whole body in memory.
    this.#beginning = Buffer.from(beginning.subarray(0, MAX_KEPT_BYTES));
  }

  /** Whether the body is longer than `text`. */
  get isCut(): boolean {
    return this.length > this.#beginning.length;
  }

  /**
   * The beginning, unmasked: it may contain phone numbers. Escaped ASCII characters are decoded.
   */
  get text(): string {
    return textOf(this.#beginning).replaceAll(/\\u00([2-7][\da-f])/gi, (_escape, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  toJSON(): string {
    return this.reason;
  }
}

/** Decodes UTF-8 that may end within a character; any other bytes as Latin-1. */
function textOf(bytes: Buffer): string {
  for (let missing = 0; missing < 4; missing += 1) {
    const whole = bytes.subarray(0, bytes.length - missing);
    if (isUtf8(whole)) return whole.toString('utf8');
  }
  return bytes.toString('latin1');
}
