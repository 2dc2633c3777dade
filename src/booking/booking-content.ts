import { PhoneNumber } from '../common/index.js';
import { SamePartyTwiceError } from './booking.errors.js';
import type { CreateBookingDto } from './booking.dto.js';

export interface NamedParty {
  role: string;
  number: PhoneNumber;
}

/** The two parties of a request. @throws InvalidPhoneNumberError, SamePartyTwiceError */
export function readParties({ parties }: CreateBookingDto): [NamedParty, NamedParty] {
  const [first, second] = parties.map(({ role, phoneNumber }, index) => ({
    role,
    number: PhoneNumber.parse(phoneNumber, `parties[${index}].phoneNumber`),
  })) as [NamedParty, NamedParty];
  if (first.role === second.role || first.number.equals(second.number)) {
    throw new SamePartyTwiceError();
  }
  return [first, second];
}

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
 * It holds full phone numbers; only its keyed digest may be stored.
 */
export function contentOf(booking: CreateBookingDto, parties: readonly NamedParty[]): string {
  const { ttlSeconds, expiresAt, virtualNumber, callRecording, metadata } = booking;
  return canonicalJson({
    parties: parties.map(({ role, number }) => [role, number.e164]),
    ttlSeconds,
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
    virtualNumber,
    callRecording,
    metadata: metadata ?? {},
  });
}
