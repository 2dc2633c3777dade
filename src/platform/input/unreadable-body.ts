import { isUtf8 } from 'node:buffer';
import type { JsonFaultKind } from './json-scan.js';

/** Bytes that are kept of a body that could not be read. */
const MAX_KEPT_BYTES = 8 * 1024;

const REASONS: Readonly<Record<JsonFaultKind, string>> = {
  'not-utf-8': 'The message is not UTF-8.',
  'not-json': 'The message is not JSON.',
  'too-deep': 'The message is nested too deep.',
  'too-many-values': 'The message has too many values.',
  'too-long': 'The message, or a part of it, is too long.',
  'unsafe-name': 'The message has a member that no message may have.',
  'repeated-name': 'The message has a member twice.',
  'inexact-number': 'The message has a number that cannot be kept.',
  'unstorable-text': 'The message has a text that is not well-formed.',
};

/**
 * Stands for the body of a carrier's message that could not be read: nobody refuses it, so it is a
 * message like any other, of which an operator sees the beginning.
 */
export class UnreadableBody {
  /** What is wrong with it, as one sentence. */
  readonly reason: string;
  readonly #beginning: Buffer;

  /**
   * @param beginning its first bytes
   * @param length bytes of all of it, as far as it was received
   */
  constructor(
    fault: JsonFaultKind,
    beginning: Buffer,
    readonly length: number,
  ) {
    this.reason = REASONS[fault];
    // A copy: a part would keep all of a large body.
    this.#beginning = Buffer.from(beginning.subarray(0, MAX_KEPT_BYTES));
  }

  /** Whether there is more than `text` has. */
  get isCut(): boolean {
    return this.length > this.#beginning.length;
  }

  /** The beginning, unmasked: it may hold numbers. ASCII that is written as escapes is spelled out. */
  get text(): string {
    return textOf(this.#beginning).replaceAll(/\\u00([2-7][\da-f])/gi, (_escape, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  toJSON(): string {
    return this.reason;
  }
}

/** UTF-8, if the bytes are that but for a character that was cut; else Latin-1. */
function textOf(bytes: Buffer): string {
  for (let missing = 0; missing < 4; missing += 1) {
    const whole = bytes.subarray(0, bytes.length - missing);
    if (isUtf8(whole)) return whole.toString('utf8');
  }
  return bytes.toString('latin1');
}
