import { Injectable } from '@nestjs/common';
import { type Principal, NumberVault, WithheldCallers } from '../../platform/security/index.js';
import { AssignmentRepository, type Criteria } from '../assignment/assignment.repository.js';
import { AssignmentService, assertFit } from '../assignment/assignment.service.js';
import { BookingMoveService } from './booking-move.service.js';
import type { PartyNumbersDto } from '../model/booking.dto.js';
import { AssignmentContendedError, PartyNotFoundError } from '../model/booking.errors.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import {
  type LockedBooking,
  LifecycleRepository,
  type RouteKeyRow,
} from './lifecycle.repository.js';
import { assertActive } from './lifecycle.service.js';
import { type NamedParty, readParty, assertDistinct, type TwoParties } from '../routes/parties.js';
import { randomPin, encryptedPins } from '../routes/pins.js';
import {
  PARTY_ALTERNATE,
  PARTY_NUMBER,
  PARTY_PIN,
  ROUTE_CALLEE,
} from '../model/encrypted-columns.js';
import { type RouteOwner, routesBetween, routesFrom } from '../routes/routes.js';

export interface ReplacedParty extends BookingResponse {
  /** Whether the booking has a new virtual number. If true, both parties need to learn it. */
  virtualNumberChanged: boolean;
}

/** Replaces a party of a booking, such as the driver. */
@Injectable()
export class PartyReplacementService {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleRepository,
    private readonly assignments: AssignmentRepository,
    private readonly assignment: AssignmentService,
    private readonly move: BookingMoveService,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * Replaces the phone numbers of a party. Calls of the leaving party stop connecting, and the
   * virtual number cools down for it. The remaining party keeps the number and reaches the new
   * party with it. The booking gets another number only if this one is not available to the new
   * party. In a pool with PINs the new party gets a new PIN.
   *
   * Everything happens in one transaction. Repeating the request changes nothing and ignores
   * `ifMatch`.
   * @throws BookingNotFoundError, PartyNotFoundError, BookingEndedError, BookingChangedError,
   *   NumberKeysOutdatedError, and the errors of creating a booking of the two parties
   */
  async replace(
    id: string,
    role: string,
    phones: PartyNumbersDto,
    principal: Principal,
    ifMatch?: string,
  ): Promise<ReplacedParty> {
    const newcomer = readParty({ ...phones, role }, '', {
      vault: this.vault,
      withheld: this.withheld,
    });
    const key = await this.bookings.locate(id, principal);
    const virtualNumberChanged = await this.lifecycle.lock(key, async (booking) => {
      assertActive(booking);
      const current = await this.move.partiesOf(booking);
      const leaving = current.find((party) => party.role === role);
      const staying = current.find((party) => party.role !== role);
      if (!leaving || !staying) throw new PartyNotFoundError();
      if (haveSamePhones(leaving, newcomer))
        return cameWithAnotherNumber(booking, staying, leaving);
      assertDistinct(newcomer, staying);
      await booking.requireMatch(ifMatch);

      await booking.coolRoutesOf(role);
      await booking.deletePinsOf(role);
      const pin = booking.row.party_pin ? randomPin() : undefined;
      const changed = await this.giveNumber(booking, [staying, newcomer], pin);
      await this.redirect(booking, staying, newcomer);
      await this.writePhones(booking, newcomer, pin);
      return changed;
    });
    return { ...(await this.bookings.get(id, principal)), virtualNumberChanged };
  }

  /**
   * Writes the routes of the new party on the current virtual number, or else moves the booking to
   * another one.
   * @returns whether the number has changed
   */
  private async giveNumber(
    booking: LockedBooking,
    parties: TwoParties,
    pin: string | undefined,
  ): Promise<boolean> {
    const { client, poolId, row } = booking;
    const criteria: Criteria = {
      pool: poolId,
      reference: row.reference,
      virtualNumber: null,
      expiresAt: null,
    };
    const found = await this.assignments.findAlone(criteria, parties, client);
    if (found) assertFit(found, parties);

    const [staying, newcomer] = parties;
    const writtenKeys = await this.assignments.writtenKeys(client);
    const owner = (virtualNumberId: number) => ({
      poolId,
      bookingId: row.id,
      virtualNumberId,
      writtenKeys,
    });
    const here = owner(row.virtual_number_id);
    const newPins = (there: RouteOwner) =>
      pin === undefined ? [] : encryptedPins(this.vault, newcomer.role, pin, there);
    const newRoutes = routesFrom(this.vault, newcomer, staying, here);
    if (await this.move.take(booking, here, newRoutes, newPins(here))) {
      await booking.moveTo(row.virtual_number_id, 'party-replaced');
      return false;
    }
    const stayingPin = await this.move.pinOf(booking, staying);
    for (const [at, virtualNumberId] of (found?.candidates ?? []).entries()) {
      const capacity = found?.capacities[at] ?? null;
      if (!(await this.assignments.hasRoom(client, virtualNumberId, capacity))) continue;
      const there = owner(virtualNumberId);
      const pins = [...newPins(there), ...stayingPin(there)];
      if (await this.move.take(booking, there, routesBetween(this.vault, parties, there), pins)) {
        await booking.moveTo(virtualNumberId, 'party-replaced');
        return true;
      }
    }
    await this.assignment.refuse(poolId, parties, criteria);
    throw new AssignmentContendedError();
  }

  /**
   * Redirects the remaining party to the new one on every number of the booking, because they may
   * have saved any of them.
   */
  private async redirect(
    booking: LockedBooking,
    staying: NamedParty,
    { phones: [{ number }] }: NamedParty,
  ): Promise<void> {
    const routes = await booking.callableRoutesOf(staying.role);
    const redirected = routes.map((route) => {
      const { virtual_number_id: virtualNumberId, caller_index: callerIndex } = route;
      const key = { ...booking.key, virtualNumberId, callerIndex };
      return {
        virtualNumberId,
        callerIndex,
        calleeIndex: this.vault.indexOf(number, route.key_id),
        calleeCiphertext: ROUTE_CALLEE.encrypt(this.vault, number, key, route.key_id),
      };
    });
    await booking.redirect(redirected);
  }

  private async writePhones(
    booking: LockedBooking,
    newcomer: NamedParty,
    pin: string | undefined,
  ): Promise<void> {
    const {
      role,
      phones: [first, ...others],
    } = newcomer;
    const key = { ...booking.key, role };
    await booking.replacePhones({
      role,
      index: first.index,
      ciphertext: PARTY_NUMBER.encrypt(this.vault, first.number, key),
      pinCiphertext: pin === undefined ? null : PARTY_PIN.encrypt(this.vault, pin, key),
      alternates: others.map(({ number, index }, at) => ({
        index,
        position: at + 1,
        ciphertext: PARTY_ALTERNATE.encrypt(this.vault, number, { ...key, position: at + 1 }),
      })),
    });
  }
}

const haveSamePhones = (one: NamedParty, other: NamedParty): boolean =>
  one.phones.length === other.phones.length &&
  one.phones.every(({ index }, at) => other.phones[at]!.index.equals(index));

/**
 * For a repeated request: whether the party joined with another virtual number. In that case the
 * remaining party has a route on the new number with the same `assigned_at`, and another on a
 * number the new party never had.
 */
async function cameWithAnotherNumber(
  booking: LockedBooking,
  staying: NamedParty,
  party: NamedParty,
): Promise<boolean> {
  const ofParty = await booking.callableRoutesOf(party.role);
  const ofStaying = await booking.callableRoutesOf(staying.role);
  const present = ({ virtual_number_id: number }: RouteKeyRow): boolean =>
    number === booking.row.virtual_number_id;
  const came = ofParty.find(present)?.assigned_at.getTime();
  return (
    ofStaying.some((route) => present(route) && route.assigned_at.getTime() === came) &&
    ofStaying.some(({ virtual_number_id: number }) =>
      ofParty.every((route) => route.virtual_number_id !== number),
    )
  );
}
