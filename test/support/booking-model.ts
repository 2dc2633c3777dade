/**
 * The expected behaviour of bookings as a plain map: which person occupies which number, until when.
 * The model has no SQL, no concurrency and no encryption. Times are seconds since the start.
 */
export const TIMES = {
  ttl: 1000,
  extension: 700,
  grace: 335,
  cooldown: 520,
  step: 170,
  /** Delay of `startsAt`, `idleTtlSeconds`, and delay of `maxExpiresAt`. */
  start: 255,
  idle: 620,
  max: 1400,
} as const;

interface Hold {
  booking: string;
  callee: string;
  callableFrom: number;
  callableUntil: number;
  reuseAfter: number;
}

export interface ModelBooking {
  id: string;
  number: string;
  rider: string;
  driver: string;
  startsAt: number;
  expiresAt: number;
  /** Undefined: its end does not move. */
  idle?: number;
  maxExpiresAt: number;
  status: 'active' | 'completed' | 'cancelled';
}

/** How a booking is created: with a later start, and with an end that moves with its use. */
export interface Lifetime {
  isLater: boolean;
  isIdle: boolean;
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
    const isCallable = hold && hold.callableFrom <= this.now && hold.callableUntil > this.now;
    return isCallable ? hold.callee : undefined;
  }

  /** Returns the booking to which a call belongs, callable or not; undefined if none has the route. */
  bookingOf(number: string, caller: string): string | undefined {
    return this.holds.get(key(number, caller))?.booking;
  }

  /** Whether a booking of these two parties may have the number. */
  isFree(number: string, rider: string, driver: string): boolean {
    return this.mayTake(number, rider, driver) && this.mayTake(number, driver, rider);
  }

  freeNumbers(rider: string, driver: string): string[] {
    return this.numbers.filter((number) => this.isFree(number, rider, driver));
  }

  /** @throws Error if the number was not free, so that calls of two bookings would be confused */
  created(
    id: string,
    number: string,
    rider: string,
    driver: string,
    { isLater, isIdle }: Lifetime = { isLater: false, isIdle: false },
  ): void {
    const startsAt = this.now + (isLater ? TIMES.start : 0);
    const booking: ModelBooking = {
      id,
      number,
      rider,
      driver,
      startsAt,
      expiresAt: startsAt + (isIdle ? TIMES.idle : TIMES.ttl),
      ...(isIdle && { idle: TIMES.idle }),
      maxExpiresAt: isIdle ? this.now + TIMES.max : Infinity,
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
    const hasGrace = status === 'completed' && booking.startsAt <= this.now;
    const lastCall = this.now + (hasGrace ? TIMES.grace : 0);
    for (const hold of this.holdsOf(id)) setEnd(hold, Math.min(hold.callableUntil, lastCall));
  }

  extended(id: string): void {
    const booking = this.bookings.get(id)!;
    this.moveEnd(booking, Math.max(this.now, booking.startsAt) + TIMES.extension);
  }

  /** The parties have talked: the end of an active booking moves on, if it moves at all. */
  used(id: string): void {
    const booking = this.bookings.get(id)!;
    if (!this.isActive(booking) || booking.idle === undefined) return;
    this.moveEnd(booking, Math.max(booking.expiresAt, this.now + booking.idle));
  }

  /** Whether a booking has ended in a way that reopening undoes. */
  mayReopen({ status, expiresAt, maxExpiresAt }: ModelBooking): boolean {
    const hasEnded = status === 'completed' || (status === 'active' && expiresAt <= this.now);
    return hasEnded && maxExpiresAt > this.now;
  }

  /** Whether a booking can have its number again. */
  mayKeepNumber({ id, number, rider, driver }: ModelBooking): boolean {
    return this.mayTake(number, rider, driver, id) && this.mayTake(number, driver, rider, id);
  }

  /** @throws Error if the booking may not have the number */
  reopened(id: string, number: string): void {
    const booking = this.bookings.get(id)!;
    const { startsAt, idle = TIMES.ttl, rider, driver } = booking;
    booking.status = 'active';
    booking.number = number;
    this.moveEnd(booking, Math.max(this.now, startsAt) + idle);
    this.take(booking, number, rider, driver);
    this.take(booking, number, driver, rider);
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

  private moveEnd(booking: ModelBooking, expiresAt: number): void {
    booking.expiresAt = Math.min(booking.maxExpiresAt, expiresAt);
    for (const hold of this.holdsOf(booking.id)) {
      if (hold.callableUntil > this.now) setEnd(hold, booking.expiresAt);
    }
  }

  /** @param own the booking that wants the number, if it may have held the number before */
  private mayTake(number: string, caller: string, callee: string, own?: string): boolean {
    const hold = this.holds.get(key(number, caller));
    if (!hold || hold.reuseAfter <= this.now) return true;
    return hold.callee === callee && (hold.callableUntil <= this.now || hold.booking === own);
  }

  private take(booking: ModelBooking, number: string, caller: string, callee: string): void {
    if (!this.mayTake(number, caller, callee, booking.id)) {
      throw new Error(`${number} was assigned to ${caller} for a second booking`);
    }
    const { id, startsAt, expiresAt } = booking;
    const hold = { booking: id, callee, callableFrom: startsAt, callableUntil: 0, reuseAfter: 0 };
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
