import { Injectable } from '@nestjs/common';
import { Slices } from '../../platform/input/index.js';
import { assignmentRetries, poolAssignments } from '../../platform/observability/index.js';
import { type NumberMode, PoolNotFoundError } from '../../pool/index.js';
import { AssignmentRepository } from './assignment.repository.js';
import { type Candidates, NumberSearchRepository } from './number-search.repository.js';
import {
  assertAnnounced,
  assertFit,
  type Assignment,
  AssignmentService,
  type WantedBooking,
} from './assignment.service.js';
import { keysOf, type NewBooking } from './new-booking.js';
import {
  assertNumbersNamedFor,
  choicesOf,
  type NumberSearch,
  searchesOf,
} from './number-search.js';
import type { NewPin } from '../routes/pins.js';

/** Rounds in which other bookings took everything, after which the rest is written one by one. */
const MAX_LOST_ROUNDS = 3;

interface Item {
  position: number;
  wanted: WantedBooking;
  /** Of the booking; until its pool is known, the more common one. */
  mode: NumberMode;
}

interface Planned extends Item {
  searches: readonly NumberSearch[];
  founds: readonly Candidates[];
  booking: NewBooking & { pins: NewPin[] };
}

type Outcome = PromiseSettledResult<Assignment>;

/** What the bookings of a round may still take from each other. */
interface Round {
  /** Keys of the rows that planned bookings get. */
  taken: Set<string>;
  /** Persons and references of bookings that come later, in order, so that nobody overtakes them. */
  waiting: Set<string>;
  planned: Planned[];
  /** Bookings that must be written alone, in order. */
  alone: Item[];
  later: Item[];
}

/**
 * Assigns virtual numbers to the bookings of a batch. The outcome is that of sending them one after
 * another, in their order.
 */
@Injectable()
export class BulkAssignmentService {
  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly numbers: NumberSearchRepository,
    private readonly assignment: AssignmentService,
  ) {}

  /**
   * Writes bookings in rounds. A round searches for all of them in one statement, and writes those
   * that do not depend on each other in one statement for each pool. The usual batch needs one.
   * @returns an outcome for each booking, as of `AssignmentService.assign`
   */
  async assignAll(bookings: readonly WantedBooking[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let pending = bookings.map((wanted, position): Item => ({
      position,
      wanted,
      mode: wanted.request.numberMode ?? 'shared',
    }));
    let lost = 0;
    while (pending.length > 0 && lost < MAX_LOST_ROUNDS) {
      const left = await this.round(pending, outcomes);
      lost = left.length === pending.length ? lost + 1 : 0;
      pending = left;
    }
    await this.assignAlone(pending, outcomes);
    return outcomes;
  }

  /** @returns the bookings that have no outcome yet */
  private async round(pending: readonly Item[], outcomes: Outcome[]): Promise<Item[]> {
    const searches = pending.map(({ wanted: { request, parties }, mode }) =>
      searchesOf(request, parties, mode),
    );
    const found = await this.numbers.findAllCandidates(searches.flat());
    const round: Round = {
      taken: new Set(),
      waiting: new Set(),
      planned: [],
      alone: [],
      later: [],
    };
    const slices = new Slices(0);
    for (const [at, item] of pending.entries()) {
      const own = searches[at]!;
      const founds = found.splice(0, own.length);
      try {
        const outcome = await this.plan(item, own, founds, round);
        if (outcome) outcomes[item.position] = { status: 'fulfilled', value: outcome };
      } catch (reason) {
        outcomes[item.position] = { status: 'rejected', reason };
      }
      await slices.next();
    }
    const lost = await this.write(round.planned, outcomes);
    await this.assignAlone(round.alone, outcomes);
    return [...round.later, ...lost].toSorted((a, b) => a.position - b.position);
  }

  /**
   * Plans a booking for this round or a later one.
   * @returns its outcome, if that is certain already
   * @throws the errors of `AssignmentService.assign`
   */
  private async plan(
    item: Item,
    searches: readonly NumberSearch[],
    results: readonly (Candidates | undefined)[],
    round: Round,
  ): Promise<Assignment | undefined> {
    const { wanted, mode } = item;
    const { request, parties } = wanted;
    const { taken, waiting } = round;
    assertNumbersNamedFor(request, parties, request.numberMode);
    const founds = results.filter((result) => result !== undefined);
    const [found] = founds;
    if (!found) throw new PoolNotFoundError();
    const poolId = found.pool_id;
    const reference = `${poolId} ${request.reference}`;
    const people = personKeysOf(poolId, wanted);
    const wait = (list: Item[], inMode = mode): undefined => {
      list.push({ ...item, mode: inMode });
      for (const key of [reference, ...people]) waiting.add(key);
    };
    if (taken.has(reference) || [reference, ...people].some((key) => waiting.has(key))) {
      return wait(round.later);
    }
    const existing = this.assignment.existing(wanted, found);
    if (existing) return existing;
    assertFit(found, parties);
    assertAnnounced(found, request);
    if (request.numberMode === undefined && found.number_mode !== mode) {
      return wait(round.later, found.number_mode);
    }
    assertNumbersNamedFor(request, parties, mode);
    for (const [at, { candidates }] of founds.entries()) {
      if (candidates.length > 0) continue;
      await this.assignment.refuse(poolId, searches[at]!);
      return wait(round.later);
    }
    // Bookings of a number with a capacity are counted one after another.
    const isCounted = founds.some(({ capacities }) => capacities.some((most) => most !== null));
    if (isCounted) return wait(round.alone);

    for (const choice of choicesOf(founds)) {
      const booking = this.assignment.newBooking(wanted, found, { mode, ...choice });
      const keys = keysOf(booking);
      if (keys.some((key) => taken.has(key))) continue;
      for (const key of keys) taken.add(key);
      round.planned.push({ ...item, searches, founds, booking });
      return undefined;
    }
    return wait(round.later);
  }

  /** @returns the bookings that lost a race */
  private async write(planned: readonly Planned[], outcomes: Outcome[]): Promise<Item[]> {
    if (planned.length === 0) return [];
    let rows;
    try {
      rows = await this.assignments.insertAll(planned.map(({ booking }) => booking));
    } catch {
      // One of them may be at fault.
      await this.assignAlone(planned, outcomes);
      return [];
    }
    const lost: Item[] = [];
    const scarce = new Map<string, Planned>();
    for (const item of planned) {
      const booking = rows.get(item.booking.booking.id);
      if (!booking) {
        assignmentRetries.inc();
        lost.push(item);
        continue;
      }
      poolAssignments.inc(item.booking.poolId, 'created');
      const { pins } = item.booking;
      outcomes[item.position] = {
        status: 'fulfilled',
        value: { outcome: 'created', booking, pins },
      };
      if (item.founds.some(({ candidates }) => candidates.length === 1)) {
        scarce.set(item.booking.poolId, item);
      }
    }
    for (const { searches, founds } of scarce.values()) {
      await this.assignment.emitIfLow(searches, founds);
    }
    return lost;
  }

  private async assignAlone(items: readonly Item[], outcomes: Outcome[]): Promise<void> {
    for (const { position, wanted } of items) {
      [outcomes[position]] = (await Promise.allSettled([this.assignment.assign(wanted)])) as [
        Outcome,
      ];
    }
  }
}

const personKeysOf = (poolId: string, { parties }: WantedBooking): string[] =>
  parties.flatMap(({ phones }) =>
    phones.map(({ index }) => `${poolId} ${index.toString('base64')}`),
  );
