import { optionsOf } from '../model/booking-options.js';
import { hasCallingCodeOf, type NumberKind, PhoneNumber } from '../../platform/values/index.js';
import type { NumberVault, WithheldCallers } from '../../platform/security/index.js';
import type { CreateBookingDto, PartyDto } from '../model/booking.dto.js';
import {
  CountryNotAllowedError,
  NumberKindNotAllowedError,
  NumberRepeatedError,
  SamePartyTwiceError,
  UnknownRoleError,
  WithheldNumberError,
} from '../model/booking.errors.js';

/** A phone number of a party, with its blind indexes. */
export interface Phone {
  number: PhoneNumber;
  /** The index by which the number is looked up. */
  index: Buffer;
  /** The indexes under all keys of the ring, in the order of the ring. */
  indexes: Buffer[];
}

/**
 * Returns the index of a phone number under a key.
 * @throws NumberKeysOutdatedError if the key is not in the ring
 */
export const indexUnder = (vault: NumberVault, { number, indexes }: Phone, keyId: number): Buffer =>
  indexes[vault.keyIds.indexOf(keyId)] ?? vault.indexOf(number, keyId);

export const phoneOf = (vault: NumberVault, number: PhoneNumber): Phone => {
  const indexes = vault.indexesOf(number);
  return { number, index: indexes[0]!, indexes };
};

/**
 * One side of a booking. Calls to it go to its first phone number; calls from it may come from any.
 */
export interface NamedParty {
  role: string;
  phones: [Phone, ...Phone[]];
  /** BCP 47; null: unknown. */
  language: string | null;
  /**
   * Path of the first phone number in the request; undefined for a party of an existing booking.
   */
  path?: string;
  /** The virtual number that the request names for the party. */
  virtualNumber?: string;
}

/** A caller for whom a virtual number must be free, and the party that its calls reach. */
export interface Direction {
  caller: NamedParty;
  /** Undefined: the other party has not joined yet. */
  callee: NamedParty | undefined;
}

/** Returns the directions of a booking: a shared number must be free for the callers of all. */
export const directionsOf = (parties: Parties): Direction[] =>
  parties.map((caller, place) => ({ caller, callee: parties[1 - place] }));

export type TwoParties = readonly [NamedParty, NamedParty];

/** The parties of a booking; one if the other has not joined yet. */
export type Parties = TwoParties | readonly [NamedParty];

/** The services needed to read a party. */
export interface PartyReading {
  vault: NumberVault;
  withheld: WithheldCallers;
}

/**
 * Reads a party from a request. Its first number is called, so it must be valid. Alternate numbers
 * only call in, and networks still send old forms of renumbered phones (`+521…` in Mexico).
 * Therefore only their form is checked.
 * @param path path of the party in the request, for errors
 * @throws InvalidPhoneNumberError, WithheldNumberError, NumberRepeatedError
 */
export function readParty(
  { role, phoneNumber, alternateNumbers = [], virtualNumber, language }: PartyDto,
  path: string,
  { vault, withheld }: PartyReading,
): NamedParty {
  const read = (text: string, at: string, isCalled: boolean): Phone => {
    if (withheld.has(text)) throw new WithheldNumberError(at);
    return phoneOf(vault, isCalled ? PhoneNumber.parse(text, at) : PhoneNumber.ofForm(text, at));
  };
  const prefix = path && `${path}.`;
  const firstPath = `${prefix}phoneNumber`;
  const first = read(phoneNumber, firstPath, true);
  const others = alternateNumbers.map((text, at) =>
    read(text, `${prefix}alternateNumbers[${at}]`, false),
  );
  const distinct = new Set([first, ...others].map(({ number }) => number.e164));
  if (distinct.size <= others.length) throw new NumberRepeatedError(`${prefix}alternateNumbers`);
  if (virtualNumber !== undefined) {
    PhoneNumber.ofForm(virtualNumber, `${prefix}virtualNumber`);
  }
  return {
    role,
    phones: [first, ...others],
    language: language ?? null,
    path: firstPath,
    ...(virtualNumber !== undefined && { virtualNumber }),
  };
}

/**
 * Reads the parties from a request. A single party may name roles that join later.
 * @throws the errors of `readParty`, SamePartyTwiceError, UnknownRoleError
 */
export function readParties(
  { parties, callersAllowed, quietHours }: CreateBookingDto,
  reading: PartyReading,
): Parties {
  const [first, second] = parties.map((party, index) =>
    readParty(party, `parties[${index}]`, reading),
  ) as [NamedParty, NamedParty?];
  if (!second) return [first];
  assertDistinct(first, second);
  assertRolesKnown(callersAllowed, [first.role, second.role]);
  assertRolesKnown(rolesOf(quietHours), [first.role, second.role]);
  return [first, second];
}

/** @throws SamePartyTwiceError if the parties share a role or a phone number */
export function assertDistinct(first: NamedParty, second: NamedParty): void {
  const isShared = first.phones.some((phone) => hasPhone(second, phone));
  if (isShared || first.role === second.role) throw new SamePartyTwiceError();
}

/** @throws UnknownRoleError */
export function assertRolesKnown(
  callersAllowed: readonly string[] | null | undefined,
  roles: readonly string[],
): void {
  if (callersAllowed?.some((role) => !roles.includes(role))) throw new UnknownRoleError();
}

/** Returns the roles whose quiet hours are given. */
export const rolesOf = (
  quietHours: readonly { role: string }[] | null | undefined,
): string[] | undefined => quietHours?.map(({ role }) => role);

const hasPhone = ({ phones }: NamedParty, { index }: Phone): boolean =>
  phones.some((phone) => phone.index.equals(index));

/**
 * Asserts that the pool accepts the kind of the first phone number of each party in the request.
 * @throws NumberKindNotAllowedError
 */
export function assertKindsAllowed(
  parties: readonly NamedParty[],
  allowed: readonly NumberKind[],
): void {
  for (const { phones, path } of parties) {
    const { kind } = phones[0].number;
    if (path !== undefined && kind !== undefined && !allowed.includes(kind)) {
      throw new NumberKindNotAllowedError(kind, path);
    }
  }
}

/**
 * @throws CountryNotAllowedError unless every phone number is of an allowed country; null: any
 *   country
 */
export function assertCountriesAllowed(
  parties: readonly NamedParty[],
  allowed: string[] | null,
): void {
  if (allowed === null) return;
  const numbers = parties.flatMap(({ phones }) => phones.map(({ number }) => number));
  if (!numbers.every((number) => isOfCountry(number, allowed))) throw new CountryNotAllowedError();
}

/**
 * Whether the number is of an allowed country. The country of an old number form is uncertain, so
 * its calling code is compared instead.
 */
function isOfCountry(number: PhoneNumber, allowed: readonly string[]): boolean {
  if (!number.isValid) return allowed.some((country) => hasCallingCodeOf(number.e164, country));
  return number.country !== undefined && allowed.includes(number.country);
}

/** Returns the countries of the first phone numbers, ISO 3166. */
export const countriesOf = (parties: readonly NamedParty[]): string[] =>
  parties.map(({ phones }) => phones[0].number.country).filter((country) => country !== undefined);

/** Leading digits that are compared with those of virtual numbers: calling code and area. */
const PREFIX_DIGITS = 7;
/** Last digits that identify the subscriber, and are never compared. */
const SUBSCRIBER_DIGITS = 4;

/**
 * Returns the beginnings of the first phone numbers, with `+`. They are short enough to be shared by
 * thousands of subscribers, since the database gets them as plain text.
 */
export const prefixesOf = (parties: readonly NamedParty[]): string[] =>
  parties.map(({ phones: [{ number }] }) =>
    number.e164.slice(0, Math.min(1 + PREFIX_DIGITS, number.e164.length - SUBSCRIBER_DIGITS)),
  );

/** Returns JSON with the keys of every object sorted, so that equal content gives equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * Returns the content of a create request as text. Two requests with the same text describe the
 * same booking. The text has full phone numbers; only its encrypted digest may be stored.
 */
export function contentOf(request: CreateBookingDto, parties: Parties): string {
  const { ttlSeconds, expiresAt, virtualNumber, numberMode } = request;
  const named = parties.map((party) => party.virtualNumber ?? null);
  const given = Object.entries(optionsOf(request)).filter(([, value]) => value !== null);
  return canonicalJson({
    ...Object.fromEntries(given),
    parties: parties.map(({ role, phones, language }) => [
      role,
      ...phones.map(({ number }) => number.e164),
      // Absent if unknown, as in existing digests.
      ...(language === null ? [] : [{ language }]),
    ]),
    ttlSeconds,
    // Times with whole milliseconds keep the form that existing digests were computed from.
    expiresAt: expiresAt?.replace(/000Z$/, 'Z'),
    virtualNumber,
    numberMode,
    // Absent unless given, so that the digests of earlier requests stay valid.
    partyNumbers: named.some((number) => number !== null) ? named : undefined,
  });
}
