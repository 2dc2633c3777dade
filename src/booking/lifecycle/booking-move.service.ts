import { Injectable } from '@nestjs/common';
import { NumberVault } from '../../platform/security/index.js';
import { AssignmentRepository } from '../assignment/assignment.repository.js';
import { LifecycleRepository } from './lifecycle.repository.js';
import type { LockedBooking } from './locked-booking.js';
import { countriesOf, type NamedParty, type Parties, phoneOf } from '../routes/parties.js';
import { type NewPin, type PinOwner, encryptedPins } from '../routes/pins.js';
import { isLive } from '../model/booking-status.js';
import { PARTY_PIN, phoneColumn } from '../model/encrypted-columns.js';
import { type BookingRoutes, type NewRoute, routesBetween, routesFrom } from '../routes/routes.js';

export interface WantedMove {
  bookingId: string;
  /** The party whose number changes, in mode `per-party`; null: the number of both. */
  role: string | null;
  /** The virtual number that the booking, or the party, must still have. */
  from: number;
  /** Target numbers with their capacities, the best first. */
  to: readonly { id: number; capacity: number | null; country: string | null }[];
  /** Whether the target must be of the country of a party that dials it. */
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
   * Moves a booking, or one party of it, to the first available target, in one transaction, if the
   * booking is active and still has the number `from`.
   * @returns the new number, or undefined if the booking was not moved
   */
  moveTo(poolId: string, wanted: WantedMove): Promise<number | undefined> {
    const { bookingId, role, from, to, mustMatchCountry } = wanted;
    return this.lifecycle.lock({ poolId, id: bookingId }, async (booking) => {
      const { client, row } = booking;
      if (!isLive(row.status) || (role === null) !== (row.number_mode === 'shared')) {
        return undefined;
      }
      const parties = await this.partiesOf(booking);
      const place = role === null ? 0 : parties.findIndex((party) => party.role === role);
      if (place < 0 || booking.numberAt(place) !== from) return undefined;
      const moving = role === null ? parties : [parties[place]!];
      const pins = await Promise.all(moving.map((party) => this.pinOf(booking, party)));
      const countries = countriesOf(moving);
      const writtenKeys = await this.assignments.writtenKeys(client);
      for (const { id, capacity, country } of to) {
        if (mustMatchCountry && !(country !== null && countries.includes(country))) continue;
        if (!(await this.assignments.hasRoom(client, id, capacity))) continue;
        const there = { poolId, bookingId, writtenKeys };
        const routes =
          role === null
            ? routesBetween(this.vault, parties, there, { mode: 'shared', ids: [id] })
            : routesFrom(this.vault, parties[place]!, parties[1 - place], {
                ...there,
                virtualNumberId: id,
                callerIdNumberId: booking.numberAt(1 - place),
              });
        const newPins = pins.flatMap((pinFor) => pinFor({ ...there, virtualNumberId: id }));
        if (await this.take(booking, there, routes, newPins)) {
          if (role === null) await booking.moveTo(id, 'rebalanced');
          else await booking.moveParty(role, id, 'rebalanced');
          return id;
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
    return (there: PinOwner) => encryptedPins(this.vault, role, pin, there);
  }

  /** Writes all of the routes and PINs, or none. */
  async take(
    { client, row }: LockedBooking,
    owner: BookingRoutes,
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

  /** Returns the parties with their phone numbers decrypted, the first one first. */
  async partiesOf(booking: LockedBooking): Promise<Parties> {
    const rows = await booking.phones();
    const roles = [...new Set(rows.map(({ role }) => role))];
    const parties = roles.map((role) => {
      const own = rows.filter((phone) => phone.role === role);
      const phones = own.map(({ position, number_ciphertext: encrypted }) => {
        const key = { ...booking.key, role, position };
        return phoneOf(this.vault, phoneColumn(position).decrypt(this.vault, encrypted, key));
      });
      const language = own[0]?.language ?? null;
      return { role, phones: phones as NamedParty['phones'], language };
    });
    return parties as unknown as Parties;
  }
}
