import { readCarrierNumber, readCarrierTime, toStorableText } from '../../edge/index.js';
import { type Fields, fieldsOf } from '../messages/fields.js';
import { EightXEightBadAnswerError } from './voice-api.errors.js';

/** Characters; presigned addresses of files are the longest that there are. */
const MAX_TEXT_LENGTH = 4096;

const ANY_NUMBER = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

/**
 * Reads an object of an answer, field by field. What must be there and is not makes the answer a bad
 * one; other fields count as missing when they are of another type, and unknown ones are left aside.
 */
export class AnswerReader {
  private constructor(
    private readonly fields: Fields,
    private readonly path: string,
  ) {}

  /** @throws EightXEightBadAnswerError if it is no object */
  static of(value: unknown, path = ''): AnswerReader {
    const fields = fieldsOf(value);
    if (!fields) throw new EightXEightBadAnswerError('unexpected', path || undefined);
    return new AnswerReader(fields, path);
  }

  text(name: string): string | undefined {
    const value = this.fields[name];
    if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) return undefined;
    return toStorableText(value).trim() || undefined;
  }

  /** @throws EightXEightBadAnswerError */
  requiredText(name: string): string {
    return this.text(name) ?? this.fail(name);
  }

  /** Also one that is written as a text. */
  number(name: string): number | undefined {
    return readCarrierNumber(this.fields[name], ANY_NUMBER);
  }

  flag(name: string): boolean | undefined {
    const value = this.fields[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  time(name: string): Date | undefined {
    return readCarrierTime(this.fields[name]);
  }

  /** The object of that name; undefined if there is none. */
  part(name: string): AnswerReader | undefined {
    const value = this.fields[name];
    return value === undefined || value === null
      ? undefined
      : AnswerReader.of(value, this.pathOf(name));
  }

  /** @throws EightXEightBadAnswerError */
  requiredPart(name: string): AnswerReader {
    return this.part(name) ?? this.fail(name);
  }

  /** What stands there, of any type. */
  value(name: string): unknown {
    return this.fields[name];
  }

  /** A list of anything. @throws EightXEightBadAnswerError if it is no list */
  items(name: string): readonly unknown[] {
    const value = this.fields[name];
    return Array.isArray(value) ? (value as unknown[]) : this.fail(name);
  }

  /** @throws EightXEightBadAnswerError if it is no list of objects */
  list<Item>(name: string, read: (item: AnswerReader) => Item): Item[] {
    return this.items(name).map((item, index) =>
      read(AnswerReader.of(item, this.pathOf(`${name}[${index}]`))),
    );
  }

  /** @throws EightXEightBadAnswerError that names the field */
  fail(name: string): never {
    throw new EightXEightBadAnswerError('unexpected', this.pathOf(name));
  }

  private readonly pathOf = (name: string): string => (this.path ? `${this.path}.${name}` : name);
}
