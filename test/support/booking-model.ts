/**
 * The expected behaviour of bookings as a plain map: which person occupies which number, until when.
 * The model has no SQL, no concurrency and no encryption. Times are seconds since the start.
 */
export const TIMES = { ttl: 1000, extension: 700, grace: 335, cooldown: 520, step: 170 } as const;

interface Hold {
  booking: string;
  callee: string;
  callableUntil: number;
  reuseAfter: number;
}

export interface ModelBooking {
  id: string;
  number: string;
  rider: string;
  driver: string;
  expiresAt: number;
  status: 'active' | 'completed' | 'cancelled';
}

export class BookingModel {
  now = 0;
  readonly bookings = new Map<string, ModelBooking>();
  private readonly holds = new Map<string, Hold>();

  constructor(readonly numbers: readonly string[]) {}

  isActive({ status, expiresAt }: ModelBooking): boolean {
    return status === 'active' && expiresAt > this.now;
  }

  /** Returns the person that a call reaches; undefined if nobody. */
  reached(number: string, caller: string): string | undefined {
    const hold = this.holds.get(key(number, caller));
    return hold && hold.callableUntil > this.now ? hold.callee : undefined;
  }

  /** Whether a booking of these two parties may have the number. */
  isFree(number: string, rider: string, driver: string): boolean {
    return this.mayTake(number, rider, driver) && this.mayTake(number, driver, rider);
  }

  freeNumbers(rider: string, driver: string): string[] {
    return this.numbers.filter((number) => this.isFree(number, rider, driver));
  }

  /** @throws Error if the number was not free, so that calls of two bookings would be confused */
  created(id: string, number: string, rider: string, driver: string): void {
    const booking: ModelBooking = {
      id,
      number,
      rider,
      driver,
      expiresAt: this.now + TIMES.ttl,
      status: 'active',
    };
    this.bookings.set(id, booking);
    this.take(booking, number, rider, driver);
    this.take(booking, number, driver, rider);
  }

  ended(id: string, status: 'completed' | 'cancelled'): void {
    const booking = this.bookings.get(id)!;
    if (!this.isActive(booking)) return;
    booking.status = status;
    const lastCall = this.now + (status === 'completed' ? TIMES.grace : 0);
    for (const hold of this.holdsOf(id)) setEnd(hold, Math.min(hold.callableUntil, lastCall));
  }

  extended(id: string): void {
    const booking = this.bookings.get(id)!;
    booking.expiresAt = this.now + TIMES.extension;
    for (const hold of this.holdsOf(id)) {
      if (hold.callableUntil > this.now) setEnd(hold, booking.expiresAt);
    }
  }

  /** @throws Error if the new party may not have the number */
  driverReplaced(id: string, driver: string, number: string): void {
    const booking = this.bookings.get(id)!;
    for (const [at, hold] of this.holds) {
      if (hold.booking !== id) continue;
      if (at.endsWith(`|${booking.driver}`)) setEnd(hold, Math.min(hold.callableUntil, this.now));
      else if (hold.callableUntil > this.now) hold.callee = driver;
    }
    this.take(booking, number, driver, booking.rider);
    if (number !== booking.number) this.take(booking, number, booking.rider, driver);
    booking.driver = driver;
    booking.number = number;
  }

  private mayTake(number: string, caller: string, callee: string): boolean {
    const hold = this.holds.get(key(number, caller));
    if (!hold || hold.reuseAfter <= this.now) return true;
    return hold.callableUntil <= this.now && hold.callee === callee;
  }

  private take(booking: ModelBooking, number: string, caller: string, callee: string): void {
    if (!this.mayTake(number, caller, callee)) {
      throw new Error(`${number} was assigned to ${caller} for a second booking`);
    }
    const { id, expiresAt } = booking;
    const hold = { booking: id, callee, callableUntil: 0, reuseAfter: 0 };
    setEnd(hold, expiresAt);
    this.holds.set(key(number, caller), hold);
  }

  private holdsOf(id: string): Hold[] {
    return [...this.holds.values()].filter(({ booking }) => booking === id);
  }
}

const key = (number: string, caller: string): string => `${number}|${caller}`;

function setEnd(hold: Hold, callableUntil: number): void {
  hold.callableUntil = callableUntil;
  hold.reuseAfter = callableUntil + TIMES.cooldown;
}
