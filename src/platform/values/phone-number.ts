import { type PhoneNumber as Parsed, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { InvalidPhoneNumberError } from '../errors/index.js';

/** ITU-T E.164: at most fifteen digits, of which the first is not 0. */
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Kinds of numbers that are expensive to call or belong to no single phone, and are therefore used
 * for toll fraud.
 */
export const NUMBER_KINDS = [
  'premium-rate',
  'shared-cost',
  'satellite',
  'global',
  'personal',
  'pager',
  'voicemail',
] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

/**
 * Kinds by calling code, for codes that belong to no country. Source: ITU-T, list of assigned
 * country codes.
 */
const KIND_OF_CALLING_CODE: Readonly<Record<string, NumberKind>> = {
  800: 'global', // international freephone
  808: 'shared-cost',
  870: 'satellite', // Inmarsat
  878: 'personal', // universal personal telecommunications
  881: 'satellite',
  882: 'global', // international networks, among them of satellites, ships and aircraft
  883: 'global',
  888: 'global',
  979: 'premium-rate',
};

/** Kinds by the number type of libphonenumber. */
const KIND_OF_TYPE: Readonly<Record<string, NumberKind>> = {
  PREMIUM_RATE: 'premium-rate',
  SHARED_COST: 'shared-cost',
  PERSONAL_NUMBER: 'personal',
  PAGER: 'pager',
  VOICEMAIL: 'voicemail',
};

/** A phone number in E.164. It is printed masked, so that it cannot leak into logs or JSON. */
export class PhoneNumber {
  private constructor(
    /** The full number, `+6591178965`. Never log it, never put it into an error or a URL. */
    readonly e164: string,
    private metadata?: Parsed,
  ) {}

  /**
   * Parses a number from a client: E.164 with `+`, and valid according to libphonenumber's full
   * metadata.
   * @param path the field of the number, for the error
   * @throws InvalidPhoneNumberError
   */
  static parse(text: string, path = 'phoneNumber'): PhoneNumber {
    const parsed = E164.test(text) ? parsePhoneNumberFromString(text) : undefined;
    if (!parsed?.isValid() || parsed.number !== text) throw new InvalidPhoneNumberError(path);
    return new PhoneNumber(parsed.number, parsed);
  }

  /**
   * Parses any number in the form of E.164, since stored numbers of callers need not be valid.
   * @throws InvalidPhoneNumberError
   */
  static ofForm(text: string, path = 'phoneNumber'): PhoneNumber {
    if (!E164.test(text)) throw new InvalidPhoneNumberError(path);
    return new PhoneNumber(text);
  }

  /** Returns a number that was valid when it was stored. @throws Error if it is not in E.164 */
  static fromStored(e164: string): PhoneNumber {
    if (!E164.test(e164)) throw new Error('stored phone number is not in E.164');
    return new PhoneNumber(e164);
  }

  /** ISO 3166 country, such as `SG`; undefined for numbers of no single country. */
  get country(): string | undefined {
    return this.parsed?.country;
  }

  /** Undefined for ordinary numbers: mobile, fixed, VoIP, and freephone of a country. */
  get kind(): NumberKind | undefined {
    return KIND_OF_CALLING_CODE[this.callingCode] ?? KIND_OF_TYPE[this.parsed?.getType() ?? ''];
  }

  /** Whether the number is valid according to libphonenumber; numbers from `ofForm` may not be. */
  get isValid(): boolean {
    return this.parsed?.isValid() ?? false;
  }

  /** The calling code, such as `65`; empty for an unknown one. */
  get callingCode(): string {
    return this.parsed?.countryCallingCode ?? '';
  }

  /** The digits after the calling code, such as `91178965`. */
  get nationalNumber(): string {
    return this.e164.slice(1 + this.callingCode.length);
  }

  /** `+65••••8965`: the calling code and the last four digits (two of a short number). */
  get masked(): string {
    const { callingCode, nationalNumber } = this;
    const shown = nationalNumber.length >= 8 ? 4 : 2;
    return `+${callingCode}••••${nationalNumber.slice(-shown)}`;
  }

  equals(other: PhoneNumber): boolean {
    return this.e164 === other.e164;
  }

  toString(): string {
    return this.masked;
  }

  toJSON(): string {
    return this.masked;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.masked;
  }

  /** Parsed only once, because parsing is the slowest step of creating a booking. */
  private get parsed(): Parsed | undefined {
    this.metadata ??= parsePhoneNumberFromString(this.e164);
    return this.metadata;
  }
}
