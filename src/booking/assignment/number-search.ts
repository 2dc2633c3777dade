import type { Channel, NumberMode } from '../../pool/index.js';
import type { CreateBookingDto } from '../model/booking.dto.js';
import { earliestOf } from '../model/booking-times.js';
import { NumberModeMismatchError } from '../model/booking.errors.js';
import { type Direction, directionsOf, type NamedParty, type Parties } from '../routes/parties.js';
import type { Candidates, Criteria } from './number-search.repository.js';

/** A search for one virtual number. */
export interface NumberSearch {
  criteria: Criteria;
  /** The callers for whom the number must be free, and whom they reach. */
  directions: readonly Direction[];
  /** The party that gets the number; null: both. */
  role: string | null;
}

/** The numbers of a booking, the first party's first, and their capacities. */
export interface Choice {
  ids: [number, ...number[]];
  capacities: (number | null)[];
}

/**
 * Returns the searches of a new booking: one for a number that is free for all parties, or in mode
 * `per-party` one for each party.
 */
export function searchesOf(
  request: CreateBookingDto,
  parties: Parties,
  mode: NumberMode,
  requiredChannels?: readonly Channel[],
): NumberSearch[] {
  const { pool, reference } = request;
  const expiresAt = earliestOf(request.expiresAt, request.maxExpiresAt) ?? null;
  const criteria = { pool, reference, expiresAt, requiredChannels };
  const directions = directionsOf(parties);
  if (mode === 'shared') {
    const virtualNumber = request.virtualNumber ?? null;
    return [{ criteria: { ...criteria, virtualNumber }, directions, role: null }];
  }
  return directions.map((direction) => {
    const { role, virtualNumber = null } = direction.caller;
    return { criteria: { ...criteria, virtualNumber }, directions: [direction], role };
  });
}

/**
 * Combines the candidates of the searches, the best ones first. If a race takes a number, the next
 * combination avoids all numbers of the last one as far as there are others.
 */
export function choicesOf(founds: readonly Candidates[]): Choice[] {
  if (founds.some(({ candidates }) => candidates.length === 0)) return [];
  const most = Math.max(...founds.map(({ candidates }) => candidates.length));
  return Array.from({ length: most }, (_, at) => {
    const places = founds.map(({ candidates }) => at % candidates.length);
    return {
      ids: founds.map(({ candidates }, of) => candidates[places[of]!]!) as Choice['ids'],
      capacities: founds.map(({ capacities }, of) => capacities[places[of]!] ?? null),
    };
  });
}

/**
 * Asserts that a request names virtual numbers in the way of the mode.
 * @param mode undefined: the pool decides, and only naming both ways is refused
 * @throws NumberModeMismatchError
 */
export function assertNumbersNamedFor(
  { virtualNumber }: Pick<CreateBookingDto, 'virtualNumber'>,
  parties: readonly NamedParty[],
  mode: NumberMode | undefined,
): void {
  const isSharedNamed = virtualNumber !== undefined;
  const isPartyNamed = parties.some((party) => party.virtualNumber !== undefined);
  if (isPartyNamed && (mode === 'shared' || isSharedNamed)) {
    throw new NumberModeMismatchError('shared');
  }
  if (isSharedNamed && mode === 'per-party') throw new NumberModeMismatchError('per-party');
}
