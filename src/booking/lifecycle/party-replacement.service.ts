import { Injectable } from '@nestjs/common';
import { type Principal, NumberVault, WithheldCallers } from '../../platform/security/index.js';
import type { Channel } from '../../pool/index.js';
import { assertNumbersNamedFor } from '../assignment/number-search.js';
import { BookingMoveService } from './booking-move.service.js';
import type { PartyNumbersDto } from '../model/booking.dto.js';
import { PartyNotFoundError } from '../model/booking.errors.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import type { LockedBooking, RouteKeyRow, WrittenPhones } from './locked-booking.js';
import { assertActive } from './lifecycle.service.js';
import {
  type NamedParty,
  readParty,
  assertDistinct,
  assertRolesKnown,
  rolesOf,
} from '../routes/parties.js';
import { randomPin } from '../routes/pins.js';
import {
  PARTY_ALTERNATE,
  PARTY_NUMBER,
  PARTY_PIN,
  ROUTE_CALLEE,
} from '../model/encrypted-columns.js';
import { type Arrival, NewcomerNumberService } from './newcomer-number.service.js';

/** A newcomer, the place that it takes, and the other party. */
type Place = Pick<Arrival, 'newcomer' | 'staying' | 'place' | 'requiredChannels'>;

export interface ReplacedParty extends BookingResponse {
  /**
   * Whether the booking has a new virtual number. If true, both parties need to learn it. Always
   * false in mode `per-party`, in which only the new party may have another number.
   */
  virtualNumberChanged: boolean;
}

/** Puts a party into a booking: one that joins, or one that replaces another. */
@Injectable()
export class PartyReplacementService {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleRepository,
    private readonly move: BookingMoveService,
    private readonly numbers: NewcomerNumberService,
    private readonly vault: NumberVault,
    private readonly withheld: WithheldCallers,
  ) {}

  /**
   * Adds the second party to an open booking, or replaces the phone numbers of a party. Calls of a
   * leaving party stop connecting, and the virtual number cools down for it. The other party keeps
   * its number and reaches the new party with it. In mode `shared` the booking gets another number
   * only if this one is not available to the new party; in mode `per-party` only the new party's
   * number is chosen. In a pool with PINs the new party gets a new PIN.
   *
   * Everything happens in one transaction. Repeating the request changes nothing and ignores
   * `ifMatch`.
   * @param requiredChannels channels that the new party's number must carry, in mode `per-party`
   * @throws BookingNotFoundError, PartyNotFoundError, BookingEndedError, BookingChangedError,
   *   NumberModeMismatchError, UnknownRoleError, NumberKeysOutdatedError, and the errors of creating
   *   a booking of the two parties
   */
  async put(
    id: string,
    role: string,
    phones: PartyNumbersDto,
    principal: Principal,
    ifMatch?: string,
    requiredChannels?: readonly Channel[],
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
      if (!leaving && current.length === 2) throw new PartyNotFoundError();
      if (leaving && haveSamePhones(leaving, newcomer)) {
        if (leaving.language !== newcomer.language) {
          await booking.requireMatch(ifMatch);
          await booking.setLanguage(role, newcomer.language);
        }
        return staying ? cameWithAnotherNumber(booking, staying, leaving) : false;
      }
      if (staying) assertDistinct(newcomer, staying);
      assertNumbersNamedFor({}, [newcomer], booking.row.number_mode);
      if (staying) {
        const roles = [role, staying.role];
        assertRolesKnown(booking.row.callers_allowed, roles);
        assertRolesKnown(rolesOf(booking.row.quiet_hours), roles);
      }
      await booking.requireMatch(ifMatch);
      return leaving
        ? this.replace(booking, {
            newcomer,
            staying,
            requiredChannels,
            place: current.indexOf(leaving),
          })
        : this.join(booking, { newcomer, staying, requiredChannels, place: 1 });
    });
    return { ...(await this.bookings.get(id, principal)), virtualNumberChanged };
  }

  private async replace(booking: LockedBooking, arrival: Place): Promise<boolean> {
    const { newcomer, staying } = arrival;
    const pin = booking.row.party_pin ? randomPin() : undefined;
    await booking.coolRoutesOf(newcomer.role);
    await booking.deletePinsOf(newcomer.role);
    if (staying) await this.redirect(booking, staying, newcomer);
    const reason = 'party-replaced' as const;
    const isMoved = await this.numbers.give(booking, { ...arrival, pin, reason });
    await booking.replacePhones(this.phonesOf(booking, newcomer, pin));
    return isMoved;
  }

  private async join(booking: LockedBooking, arrival: Place): Promise<boolean> {
    const { newcomer, staying } = arrival;
    const pin = booking.row.party_pin ? randomPin() : undefined;
    await booking.addParty(this.phonesOf(booking, newcomer, pin));
    if (staying) await this.redirect(booking, staying, newcomer);
    return this.numbers.give(booking, { ...arrival, pin, reason: 'party-joined' });
  }

  /**
   * Redirects the remaining party to the new one on every number of the booking, because they may
   * have saved any of them.
   */
  private async redirect(
    booking: LockedBooking,
    staying: NamedParty,
    { role, phones: [{ number }] }: NamedParty,
  ): Promise<void> {
    const routes = await booking.callableRoutesOf(staying.role);
    const redirected = routes.flatMap((route) => {
      const { virtual_number_id: virtualNumberId, caller_index: callerIndex } = route;
      const keyId = route.key_id ?? this.keyOf(staying, callerIndex);
      // Under a key that has left the ring, no call looks the route up.
      if (keyId === undefined) return [];
      const key = { ...booking.key, virtualNumberId, callerIndex };
      return {
        virtualNumberId,
        callerIndex,
        calleeIndex: this.vault.indexOf(number, keyId),
        calleeCiphertext: ROUTE_CALLEE.encrypt(this.vault, number, key, keyId),
      };
    });
    await booking.redirect(role, redirected);
  }

  /** Returns the key under which a route without a callee was written. */
  private keyOf({ phones }: NamedParty, callerIndex: Buffer): number | undefined {
    return this.vault.keyIds.find((_key, at) =>
      phones.some(({ indexes }) => indexes[at]?.equals(callerIndex)),
    );
  }

  /** Returns the phone numbers and the PIN of a party, encrypted for writing. */
  private phonesOf(
    booking: LockedBooking,
    { role, phones: [first, ...others], language }: NamedParty,
    pin: string | undefined,
  ): WrittenPhones {
    const key = { ...booking.key, role };
    return {
      role,
      language,
      index: first.index,
      ciphertext: PARTY_NUMBER.encrypt(this.vault, first.number, key),
      pinCiphertext: pin === undefined ? null : PARTY_PIN.encrypt(this.vault, pin, key),
      alternates: others.map(({ number, index }, at) => ({
        index,
        position: at + 1,
        ciphertext: PARTY_ALTERNATE.encrypt(this.vault, number, { ...key, position: at + 1 }),
      })),
    };
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
  if (booking.row.number_mode === 'per-party') return false;
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
