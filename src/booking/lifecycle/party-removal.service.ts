import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Principal } from '../../platform/security/index.js';
import { LastPartyError, PartyNotFoundError } from '../model/booking.errors.js';
import type { BookingResponse } from '../reading/booking.mapper.js';
import { BookingService } from '../reading/booking.service.js';
import { BookingMoveService } from './booking-move.service.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import type { LockedBooking } from './locked-booking.js';
import { assertActive } from './lifecycle.service.js';

/** Removes a party from a booking, which another one may join then. */
@Injectable()
export class PartyRemovalService {
  constructor(
    private readonly bookings: BookingService,
    private readonly lifecycle: LifecycleRepository,
    private readonly move: BookingMoveService,
  ) {}

  /**
   * Removes a party, in one transaction. Its calls stop connecting, and its virtual number cools
   * down for it. The other party keeps its number, and hears that nobody has joined. Removing a
   * party again changes nothing and ignores `ifMatch`.
   * @throws BookingNotFoundError, PartyNotFoundError, LastPartyError, BookingEndedError,
   *   BookingChangedError
   */
  remove(
    id: string,
    role: string,
    principal: Principal,
    ifMatch?: string,
  ): Promise<BookingResponse> {
    return this.removeOr(id, role, principal, ifMatch, () => {
      throw new LastPartyError();
    });
  }

  /**
   * Removes a party as `remove` does, but cancels the booking if it is the last one.
   * @param cancelled runs in the transaction that cancels the booking
   * @throws BookingNotFoundError, PartyNotFoundError, BookingEndedError
   */
  removeOrCancel(
    id: string,
    role: string,
    principal: Principal,
    cancelled: (client: PoolClient) => Promise<void>,
  ): Promise<BookingResponse> {
    return this.removeOr(id, role, principal, undefined, async (booking) => {
      await booking.end('cancelled');
      await cancelled(booking.client);
    });
  }

  private async removeOr(
    id: string,
    role: string,
    principal: Principal,
    ifMatch: string | undefined,
    whenLast: (booking: LockedBooking) => Promise<void>,
  ): Promise<BookingResponse> {
    const key = await this.bookings.locate(id, principal);
    await this.lifecycle.lock(key, async (booking) => {
      assertActive(booking);
      const parties = await this.move.partiesOf(booking);
      const isParty = parties.some((party) => party.role === role);
      if (!isParty && parties.length === 1) return;
      if (!isParty) throw new PartyNotFoundError();
      if (parties.length === 1) {
        await whenLast(booking);
        return;
      }
      await booking.requireMatch(ifMatch);
      await booking.coolRoutesOf(role);
      await booking.deletePinsOf(role);
      await booking.removeParty(role);
    });
    return this.bookings.getMasked(id, principal);
  }
}
