import { readTimestamp } from '../../platform/input/index.js';
import type { Form } from '../../platform/http/index.js';
import { invalidParameter } from './twilio-error.js';

/**
 * Reads the parameters of a request. Unknown ones are ignored, as Twilio does. An empty value means
 * null: the SDK sends it to clear a value.
 */
export class FormReader {
  constructor(private readonly form: Form = {}) {}

  /** @returns undefined if absent, null if empty @throws TwilioProxyError */
  text(name: string, maxLength: number): string | null | undefined {
    const value = this.value(name);
    if (value && value.length > maxLength) {
      throw invalidParameter(name, `at most ${maxLength} characters long`);
    }
    return value;
  }

  /** @throws TwilioProxyError */
  integer(name: string, max: number): number | null | undefined {
    const value = this.value(name);
    if (!value) return value as null | undefined;
    if (!/^\d{1,12}$/.test(value) || Number(value) > max) {
      throw invalidParameter(name, `a whole number from 0 to ${max}`);
    }
    return Number(value);
  }

  /** @throws TwilioProxyError */
  flag(name: string): boolean | null | undefined {
    const value = this.value(name);
    if (!value) return value as null | undefined;
    const word = value.toLowerCase();
    if (word !== 'true' && word !== 'false') throw invalidParameter(name, 'true or false');
    return word === 'true';
  }

  /** @throws TwilioProxyError */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.value(name);
    if (!value) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw invalidParameter(name, `one of ${choices.join(', ')}`);
    return found;
  }

  /** Returns a time in RFC 3339. @throws TwilioProxyError */
  time(name: string): { text: string; ms: number } | null | undefined {
    const value = this.value(name);
    if (!value) return value as null | undefined;
    const time = readTimestamp(value);
    if (!time) throw invalidParameter(name, 'a time such as 2026-11-24T08:00:00Z');
    return time;
  }

  /** Returns the values of a repeated parameter. */
  all(name: string): readonly string[] {
    return this.form[name] ?? [];
  }

  /** Of a parameter that must not repeat, the last value counts. */
  private value(name: string): string | null | undefined {
    const value = this.form[name]?.at(-1);
    return value === '' ? null : value;
  }
}
