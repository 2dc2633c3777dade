import { type CostlyType, PhoneNumber } from '../common/index.js';
import type { NumberVault } from '../security/index.js';
import type { CreateBookingDto, PartyDto } from './booking.dto.js';
import {
  CostlyNumberError,
  CountryNotAllowedError,
  NumberRepeatedError,
  SamePartyTwiceError,
  UnknownRoleError,
} from './booking.errors.js';

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
}

export type TwoParties = readonly [NamedParty, NamedParty];

/**
 * Reads a party that a client named.
 * @param path of the party in the request, for errors
 * @throws InvalidPhoneNumberError, CostlyNumberError, NumberRepeatedError
 */
export function readParty(
  { role, phoneNumber, alternateNumbers = [] }: PartyDto,
  path: string,
  vault: NumberVault,
): NamedParty {
  const read = (text: string, at: string): Phone => {
    const number = PhoneNumber.parse(text, at);
    refuseCostly(number.costlyType, at);
    return phoneOf(vault, number);
  };
  const prefix = path && `${path}.`;
  const first = read(phoneNumber, `${prefix}phoneNumber`);
  const others = alternateNumbers.map((text, at) => read(text, `${prefix}alternateNumbers[${at}]`));
  const distinct = new Set([first, ...others].map(({ number }) => number.e164));
  if (distinct.size <= others.length) throw new NumberRepeatedError(`${prefix}alternateNumbers`);
  return { role, phones: [first, ...others] };
}

/** @throws what `readParty` does, SamePartyTwiceError and UnknownRoleError */
export function readParties(
  { parties, callersAllowed }: CreateBookingDto,
  vault: NumberVault,
): TwoParties {
  const [first, second] = parties.map((party, index) =>
    readParty(party, `parties[${index}]`, vault),
  ) as [NamedParty, NamedParty];
  refuseSameParty(first, second);
  refuseUnknownRoles(callersAllowed, [first.role, second.role]);
  return [first, second];
}

/** @throws SamePartyTwiceError if they share a role or a phone */
export function refuseSameParty(first: NamedParty, second: NamedParty): void {
  const isShared = first.phones.some((phone) => hasPhone(second, phone));
  if (isShared || first.role === second.role) throw new SamePartyTwiceError();
}

/** @throws UnknownRoleError */
export function refuseUnknownRoles(
  callersAllowed: readonly string[] | null | undefined,
  roles: readonly string[],
): void {
  if (callersAllowed?.some((role) => !roles.includes(role))) throw new UnknownRoleError();
}

const hasPhone = ({ phones }: NamedParty, { index }: Phone): boolean =>
  phones.some((phone) => phone.index.equals(index));

function refuseCostly(type: CostlyType | undefined, path: string): void {
  if (type !== undefined) throw new CostlyNumberError(type, path);
}

/** @throws CountryNotAllowedError unless every phone is of one of the countries; null: any */
export function refuseForeign(parties: readonly NamedParty[], allowed: string[] | null): void {
  if (allowed === null) return;
  const countries = parties.flatMap(({ phones }) => phones.map(({ number }) => number.country));
  if (!countries.every((country) => country !== undefined && allowed.includes(country))) {
    throw new CountryNotAllowedError();
  }
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
 * It holds full phone numbers; only a sealed digest of it may be stored.
 */
export function contentOf(request: CreateBookingDto, parties: TwoParties): string {
  const { ttlSeconds, expiresAt, virtualNumber, callRecording, metadata } = request;
  const { callersAllowed, announcement } = request;
  return canonicalJson({
    parties: parties.map(({ role, phones }) => [role, ...phones.map(({ number }) => number.e164)]),
    ttlSeconds,
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
    virtualNumber,
    callRecording,
    callersAllowed: callersAllowed ?? undefined,
    announcement: announcement ?? undefined,
    metadata: metadata ?? {},
  });
}
