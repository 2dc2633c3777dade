import { Injectable } from '@nestjs/common';
import { NumberVault } from '../../platform/security/index.js';
import type { Channel } from '../../pool/index.js';
import { AssignmentRepository } from '../assignment/assignment.repository.js';
import { type Candidates, NumberSearchRepository } from '../assignment/number-search.repository.js';
import { AssignmentService, assertFit } from '../assignment/assignment.service.js';
import type { NumberSearch } from '../assignment/number-search.js';
import type { MoveReason } from '../model/booking-events.sql.js';
import { AssignmentContendedError } from '../model/booking.errors.js';
import { directionsOf, type NamedParty, type Parties } from '../routes/parties.js';
import { encryptedPins, type NewPin } from '../routes/pins.js';
import { type BookingRoutes, type NewRoute, routesBetween, routesFrom } from '../routes/routes.js';
import { BookingMoveService } from './booking-move.service.js';
import type { LockedBooking } from './locked-booking.js';

/** A party that takes a place in a booking. */
export interface Arrival {
  newcomer: NamedParty;
  /** Undefined: the newcomer is alone. */
  staying: NamedParty | undefined;
  /** 0 or 1: the newcomer's place. */
  place: number;
  /** The newcomer's PIN, in a pool with PINs. */
  pin: string | undefined;
  reason: MoveReason;
  /** Channels that its number must carry, in mode `per-party`. */
  requiredChannels?: readonly Channel[] | undefined;
}

/** A virtual number that the newcomer may get. */
interface Target {
  id: number;
  capacity: number | null;
  /** Whether the place has the number already, so that it counts among the number's bookings. */
  isHeld: boolean;
}

/** Gives a virtual number to a party that takes a place in a booking. */
@Injectable()
export class NewcomerNumberService {
  constructor(
    private readonly assignments: AssignmentRepository,
    private readonly numbers: NumberSearchRepository,
    private readonly assignment: AssignmentService,
    private readonly move: BookingMoveService,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Writes the newcomer's routes. In mode `shared` it gets the booking's number; if that number is
   * not free for it, the booking moves to another one. In mode `per-party` the newcomer gets a
   * number of its own, and the other party keeps its number.
   * @returns whether both parties have a new number
   * @throws the errors of creating a booking of the two parties
   */
  async give(booking: LockedBooking, arrival: Arrival): Promise<boolean> {
    const { client, poolId, row } = booking;
    const search = searchFor(booking, arrival);
    const found = await this.numbers.findAlone(search.criteria, search.directions, client);
    if (found) assertFit(found, partiesOf(arrival));
    const writtenKeys = await this.assignments.writtenKeys(client);
    const key = { poolId, bookingId: row.id, writtenKeys };
    const isMoved =
      row.number_mode === 'shared'
        ? await this.giveShared(booking, arrival, found, key)
        : await this.giveOwn(booking, arrival, found, key);
    if (isMoved !== undefined) return isMoved;
    await this.assignment.refuse(poolId, search);
    throw new AssignmentContendedError();
  }

  /** @returns whether the number has changed; undefined: no number is free for both */
  private async giveShared(
    booking: LockedBooking,
    arrival: Arrival,
    found: Candidates | undefined,
    key: BookingRoutes,
  ): Promise<boolean | undefined> {
    const { newcomer, staying, reason } = arrival;
    const here = booking.row.virtual_number_id;
    const owner = { ...key, virtualNumberId: here, callerIdNumberId: null };
    const routes = routesFrom(this.vault, newcomer, staying, owner);
    if (await this.move.take(booking, key, routes, this.pinsAt(here, arrival, key))) {
      await booking.moveTo(here, reason);
      return false;
    }
    const pinOfStaying = staying ? await this.move.pinOf(booking, staying) : () => [];
    const id = await this.takeFirst(booking, key, targetsOf(found), (virtualNumberId) => ({
      routes: routesBetween(this.vault, partiesOf(arrival), key, {
        mode: 'shared',
        ids: [virtualNumberId],
      }),
      pins: [
        ...this.pinsAt(virtualNumberId, arrival, key),
        ...pinOfStaying({ ...key, virtualNumberId }),
      ],
    }));
    if (id === undefined) return undefined;
    await booking.moveTo(id, reason);
    return true;
  }

  /** @returns false, since the other party keeps its number; undefined: no number is free */
  private async giveOwn(
    booking: LockedBooking,
    arrival: Arrival,
    found: Candidates | undefined,
    key: BookingRoutes,
  ): Promise<false | undefined> {
    const { newcomer, staying, place, reason } = arrival;
    const callerIdNumberId = booking.numberAt(1 - place);
    const targets = ownTargetsOf(found, booking.numberAt(place), arrival);
    const id = await this.takeFirst(booking, key, targets, (virtualNumberId) => ({
      routes: routesFrom(this.vault, newcomer, staying, {
        ...key,
        virtualNumberId,
        callerIdNumberId,
      }),
      pins: this.pinsAt(virtualNumberId, arrival, key),
    }));
    if (id === undefined) return undefined;
    await booking.moveParty(newcomer.role, id, reason);
    return false;
  }

  /** Writes the routes and PINs on the first target where all of them can be written. */
  private async takeFirst(
    booking: LockedBooking,
    key: BookingRoutes,
    targets: readonly Target[],
    rowsAt: (virtualNumberId: number) => { routes: NewRoute[]; pins: NewPin[] },
  ): Promise<number | undefined> {
    for (const { id, capacity, isHeld } of targets) {
      if (!isHeld && !(await this.assignments.hasRoom(booking.client, id, capacity))) continue;
      const { routes, pins } = rowsAt(id);
      if (await this.move.take(booking, key, routes, pins)) return id;
    }
    return undefined;
  }

  private pinsAt(
    virtualNumberId: number,
    { newcomer, pin }: Arrival,
    key: BookingRoutes,
  ): NewPin[] {
    if (pin === undefined) return [];
    return encryptedPins(this.vault, newcomer.role, pin, { ...key, virtualNumberId });
  }
}

/** Returns the parties, of which the newcomer comes last. */
const partiesOf = ({ newcomer, staying }: Arrival): Parties =>
  staying ? [staying, newcomer] : [newcomer];

function searchFor({ poolId, row }: LockedBooking, arrival: Arrival): NumberSearch {
  const { newcomer, staying, requiredChannels } = arrival;
  const virtualNumber = newcomer.virtualNumber ?? null;
  const { reference } = row;
  const criteria = { pool: poolId, reference, virtualNumber, expiresAt: null, requiredChannels };
  const isShared = row.number_mode === 'shared';
  return {
    criteria,
    directions: isShared
      ? directionsOf(partiesOf(arrival))
      : [{ caller: newcomer, callee: staying }],
    role: isShared ? null : newcomer.role,
  };
}

const targetsOf = (found: Candidates | undefined): Target[] =>
  (found?.candidates ?? []).map((id, at) => ({
    id,
    capacity: found!.capacities[at] ?? null,
    isHeld: false,
  }));

/**
 * Returns the targets of a party in mode `per-party`. The number that its place has comes first if
 * the pool prefers no numbers over others; it comes last if it may suit the newcomer less.
 * @param held the number of the place; null: none
 */
function ownTargetsOf(
  found: Candidates | undefined,
  held: number | null,
  { newcomer: { virtualNumber }, requiredChannels }: Arrival,
): Target[] {
  const others = targetsOf(found);
  const isChosen = virtualNumber !== undefined || requiredChannels !== undefined;
  if (held === null || isChosen || !found) return others;
  const own = { id: held, capacity: null, isHeld: true };
  if (found.country_match === 'off' && !found.prefix_match) return [own, ...others];
  return found.country_match === 'require' ? others : [...others, own];
}
