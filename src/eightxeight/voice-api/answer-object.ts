import { readCarrierNumber, toStorableText } from '../../platform/input/index.js';
import { fieldsOf } from '../messages/fields.js';
import { EightXEightBadResponseError } from './voice-api.errors.js';

/** Reads a value of a response; returns undefined if it is missing or of another type. */
type Read<Value> = (value: unknown) => Value | undefined;
type Readers = Readonly<Record<string, Read<unknown>>>;

/** The type of an object once read. */
export type ReadObject<Needed extends Readers, Optional extends Readers> = {
  [Name in keyof Needed]: NonNullable<ReturnType<Needed[Name]>>;
} & { [Name in keyof Optional]: ReturnType<Optional[Name]> };

/** Characters; the longest texts are presigned URLs of files. */
const MAX_TEXT_LENGTH = 4096;
const ANY_NUMBER = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

export const text: Read<string> = (value) =>
  typeof value === 'string' && value.length <= MAX_TEXT_LENGTH
    ? toStorableText(value).trim() || undefined
    : undefined;

/** Reads a number, also from a text of digits. */
export const number: Read<number> = (value) => readCarrierNumber(value, ANY_NUMBER);

export const flag: Read<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const isTrue = (value: unknown): boolean => value === true;

export const items: Read<readonly unknown[]> = (value) =>
  Array.isArray(value) ? (value as unknown[]) : undefined;

/**
 * Parses an object of a response. A missing or mistyped required field makes the response a bad one;
 * such an optional field is undefined. Unknown fields are ignored.
 */
export class AnswerObject<Needed extends Readers, Optional extends Readers> {
  private readonly readers: [string, Read<unknown>][];

  constructor(
    private readonly required: Needed,
    optional: Optional,
  ) {
    this.readers = Object.entries({ ...required, ...optional });
  }

  /** Returns undefined unless the value is an object with all required fields. */
  readonly tryRead = (value: unknown): ReadObject<Needed, Optional> | undefined => {
    const fields = fieldsOf(value);
    if (!fields) return undefined;
    const found: Record<string, unknown> = {};
    for (const [name, read] of this.readers) {
      found[name] = read(fields[name]);
      if (found[name] === undefined && Object.hasOwn(this.required, name)) return undefined;
    }
    return found as ReadObject<Needed, Optional>;
  };

  /**
   * @param path to the object in the response, such as `webhooks[0]`
   * @throws EightXEightBadResponseError names the first required field that is missing or mistyped
   */
  readonly read = (value: unknown, path = ''): ReadObject<Needed, Optional> => {
    const found = this.tryRead(value);
    if (found) return found;
    const fields = fieldsOf(value);
    const missing =
      fields &&
      Object.keys(this.required).find((name) => this.required[name]?.(fields[name]) === undefined);
    const field = [path, missing].filter(Boolean).join('.');
    throw new EightXEightBadResponseError('unexpected', field || undefined);
  };

  /** Returns a parser of a response with a list of such objects under that name. */
  listedAs(name: string): (answer: unknown) => ReadObject<Needed, Optional>[] {
    const list = new AnswerObject({ [name]: items }, {});
    return (answer) =>
      list.read(answer)[name]!.map((item, index) => this.read(item, `${name}[${index}]`));
  }
}
