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

/** A phone of a party, with its blind indexes. */
export interface Phone {
  number: PhoneNumber;
  /** The one that it is looked up by. */
  index: Buffer;
  /** Under all keys of the ring, in its order. */
  indexes: Buffer[];
}

/** @throws NumberKeysOutdatedError if the ring does not hold the key */
export const indexUnder = (vault: NumberVault, { number, indexes }: Phone, keyId: number): Buffer =>
  indexes[vault.keyIds.indexOf(keyId)] ?? vault.indexOf(number, keyId);

export const phoneOf = (vault: NumberVault, number: PhoneNumber): Phone => {
  const indexes = vault.indexesOf(number);
  return { number, index: indexes[0]!, indexes };
};

/** One side of a booking. Calls to it go to its first phone; calls come from any of them. */
export interface NamedParty {
  role: string;
  phones: [Phone, ...Phone[]];
  /** Where the request names its first phone; undefined for a party that is there already. */
  path?: string;
}

export type TwoParties = readonly [NamedParty, NamedParty];

/** What parties are read with. */
export interface PartyReading {
  vault: NumberVault;
  withheld: WithheldCallers;
}

/**
 * Reads a party that a client named. Its first phone is called, so it must exist. The others only call
 * in, and networks still send old forms of renumbered phones (`+521…` in Mexico): their form is enough.
 * @param path of the party in the request, for errors
 * @throws InvalidPhoneNumberError, WithheldNumberError, NumberRepeatedError
 */
export function readParty(
  { role, phoneNumber, alternateNumbers = [] }: PartyDto,
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
  return { role, phones: [first, ...others], path: firstPath };
}

/** @throws what `readParty` does, SamePartyTwiceError and UnknownRoleError */
export function readParties(
  { parties, callersAllowed }: CreateBookingDto,
  reading: PartyReading,
): TwoParties {
  const [first, second] = parties.map((party, index) =>
    readParty(party, `parties[${index}]`, reading),
  ) as [NamedParty, NamedParty];
  assertDistinct(first, second);
  assertRolesKnown(callersAllowed, [first.role, second.role]);
  return [first, second];
}

/** @throws SamePartyTwiceError if they share a role or a phone */
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

const hasPhone = ({ phones }: NamedParty, { index }: Phone): boolean =>
  phones.some((phone) => phone.index.equals(index));

/**
 * Asserts that the parties that the request names are called at numbers of kinds that the pool takes.
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

/** @throws CountryNotAllowedError unless every phone is of one of the countries; null: any */
export function assertCountriesAllowed(
  parties: readonly NamedParty[],
  allowed: string[] | null,
): void {
  if (allowed === null) return;
  const numbers = parties.flatMap(({ phones }) => phones.map(({ number }) => number));
  if (!numbers.every((number) => isOfCountry(number, allowed))) throw new CountryNotAllowedError();
}

/** An old form of a number is of no country for certain: its calling code has to do. */
function isOfCountry(number: PhoneNumber, allowed: readonly string[]): boolean {
  if (!number.isValid) return allowed.some((country) => hasCallingCodeOf(number.e164, country));
  return number.country !== undefined && allowed.includes(number.country);
}

/** The countries of the first phones, ISO 3166. */
export const countriesOf = (parties: readonly NamedParty[]): string[] =>
  parties.map(({ phones }) => phones[0].number.country).filter((country) => country !== undefined);

/** JSON with the keys of every object sorted, so that equal content gives equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * What the client asked for, as one text: two requests with the same text ask for the same booking.
 * It holds full phone numbers; only an encrypted digest of it may be stored.
 */
export function contentOf(request: CreateBookingDto, parties: TwoParties): string {
  const { ttlSeconds, expiresAt, virtualNumber } = request;
  const given = Object.entries(optionsOf(request)).filter(([, value]) => value !== null);
  return canonicalJson({
    ...Object.fromEntries(given),
    parties: parties.map(({ role, phones }) => [role, ...phones.map(({ number }) => number.e164)]),
    ttlSeconds,
    // Of a time that JavaScript keeps, as it always stood here.
    expiresAt: expiresAt?.replace(/000Z$/, 'Z'),
    virtualNumber,
  });
}
