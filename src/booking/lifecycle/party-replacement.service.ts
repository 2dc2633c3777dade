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
  /** Whether the booking had to get another number, which both parties must now be told. */
  virtualNumberChanged: boolean;
}

/** Another driver takes over. */
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
   * Puts other phones into the place of a party's. The one who leaves is connected no more, and the
   * number cools down for them; the one who stays keeps the number, and reaches the new one by it.
   * Only if the new one can't have that number, the booking gets another. In a pool with PINs the
   * new one gets a new PIN.
   *
   * All in one transaction; the same request again changes nothing, and needs no match.
   * @throws BookingNotFoundError, PartyNotFoundError, BookingEndedError, BookingChangedError,
   *   NumberKeysOutdatedError, and what creating a booking of the two would throw
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

  /** @returns whether it is another number than before */
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

  /** Whoever stays reaches the new one on every number of the booking that they may have noted. */
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
 * For a request that comes again: whether its party came with another number. Then who stayed got the
 * route on it with the party, and still has one on a number that the party has none on.
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
