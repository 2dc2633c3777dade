import { Injectable } from '@nestjs/common';
import { NumberVault } from '../../platform/security/index.js';
import { AssignmentRepository } from '../assignment/assignment.repository.js';
import { type LockedBooking, LifecycleRepository } from './lifecycle.repository.js';
import { countriesOf, type NamedParty, phoneOf, type TwoParties } from '../routes/parties.js';
import { type NewPin, encryptedPins } from '../routes/pins.js';
import { PARTY_PIN, phoneColumn } from '../model/encrypted-columns.js';
import { type NewRoute, type RouteOwner, routesBetween } from '../routes/routes.js';

export interface WantedMove {
  bookingId: string;
  /** The virtual number that the booking must still have. */
  from: number;
  /** Target numbers with their capacities, the best first. */
  to: readonly { id: number; capacity: number | null; country: string | null }[];
  /** Whether the target must be of the country of one of the parties. */
  mustMatchCountry: boolean;
}

/** Moves bookings to other virtual numbers. Their old routes stay callable until they end. */
@Injectable()
export class BookingMoveService {
  constructor(
    private readonly lifecycle: LifecycleRepository,
    private readonly assignments: AssignmentRepository,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Moves a booking to the first available target, in one transaction, if it is active and still
   * has the number `from`.
   * @returns the new number, or undefined if the booking was not moved
   */
  moveTo(
    poolId: string,
    { bookingId, from, to, mustMatchCountry }: WantedMove,
  ): Promise<number | undefined> {
    return this.lifecycle.lock({ poolId, id: bookingId }, async (booking) => {
      const { client, row } = booking;
      if (row.status !== 'active' || row.virtual_number_id !== from) return undefined;
      const parties = (await this.partiesOf(booking)) as unknown as TwoParties;
      const pins = await Promise.all(parties.map((party) => this.pinOf(booking, party)));
      const countries = countriesOf(parties);
      const writtenKeys = await this.assignments.writtenKeys(client);
      for (const { id: virtualNumberId, capacity, country } of to) {
        if (mustMatchCountry && !(country !== null && countries.includes(country))) continue;
        if (!(await this.assignments.hasRoom(client, virtualNumberId, capacity))) continue;
        const there = { poolId, bookingId, virtualNumberId, writtenKeys };
        const routes = routesBetween(this.vault, parties, there);
        if (
          await this.take(
            booking,
            there,
            routes,
            pins.flatMap((pinFor) => pinFor(there)),
          )
        ) {
          await booking.moveTo(virtualNumberId, 'rebalanced');
          return virtualNumberId;
        }
      }
      return undefined;
    });
  }

  /** Returns a function that encrypts a party's existing PIN for another virtual number. */
  async pinOf(booking: LockedBooking, { role }: NamedParty) {
    const encrypted = await booking.pinOf(role);
    if (!encrypted) return () => [];
    const pin = PARTY_PIN.decrypt(this.vault, encrypted, { ...booking.key, role });
    return (there: RouteOwner) => encryptedPins(this.vault, role, pin, there);
  }

  /** Writes all of the routes and PINs, or none. */
  async take(
    { client, row }: LockedBooking,
    owner: RouteOwner,
    routes: NewRoute[],
    pins: NewPin[],
  ): Promise<boolean> {
    await client.query('savepoint routes');
    const term = {
      callableFrom: row.starts_at,
      callableUntil: row.expires_at,
      cooldownSeconds: row.cooldown_seconds,
    };
    const taken = await this.assignments.insertRoutes(client, owner, term, routes);
    const pinned = pins.length > 0 ? await this.assignments.insertPins(client, owner, pins) : 0;
    if (taken === routes.length && pinned === pins.length) return true;
    await client.query('rollback to savepoint routes');
    return false;
  }

  /** Returns both parties with their phone numbers decrypted. */
  async partiesOf(booking: LockedBooking): Promise<NamedParty[]> {
    const rows = await booking.phones();
    const roles = [...new Set(rows.map(({ role }) => role))];
    return roles.map((role) => {
      const phones = rows
        .filter((phone) => phone.role === role)
        .map(({ position, number_ciphertext: encrypted }) => {
          const key = { ...booking.key, role, position };
          return phoneOf(this.vault, phoneColumn(position).decrypt(this.vault, encrypted, key));
        });
      return { role, phones: phones as NamedParty['phones'] };
    });
  }
}
