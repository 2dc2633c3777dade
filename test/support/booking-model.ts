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

export const MODES = ['shared', 'per-party'] as const;
export type Mode = (typeof MODES)[number];
export const ROLES = ['rider', 'driver'] as const;
export type Role = (typeof ROLES)[number];
/** The virtual number of each party that has joined. */
export type Numbers = Partial<Record<Role, string>>;
/** The people who have joined. */
export type People = Partial<Record<Role, string>>;

export const otherOf = (role: Role): Role => (role === 'rider' ? 'driver' : 'rider');

interface Hold {
  booking: string;
  role: Role;
  /** Undefined: the other party has not joined. */
  callee: string | undefined;
  callableFrom: number;
  callableUntil: number;
  reuseAfter: number;
}

export interface ModelBooking {
  id: string;
  mode: Mode;
  people: People;
  numbers: Numbers;
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

/** A person who may not reach another, or anybody, until a time. */
interface ModelBlock {
  blocked: string;
  from: string | undefined;
  until: number;
}

export class BookingModel {
  now = 0;
  readonly bookings = new Map<string, ModelBooking>();
  private readonly holds = new Map<string, Hold>();
  /** By the id of the block. */
  readonly blocks = new Map<string, ModelBlock>();

  constructor(readonly numbers: readonly string[]) {}

  isActive({ status, expiresAt }: ModelBooking): boolean {
    return status === 'active' && expiresAt > this.now;
  }

  /**
   * Returns the person that a call reaches, and the number that this person sees; undefined if
   * nobody.
   */
  reached(number: string, caller: string): { callee: string; shown: string } | undefined {
    const hold = this.holds.get(key(number, caller));
    if (!hold?.callee || hold.callableFrom > this.now || hold.callableUntil <= this.now) {
      return undefined;
    }
    if (this.isBlocked(caller, hold.callee)) return undefined;
    const { numbers } = this.bookings.get(hold.booking)!;
    return { callee: hold.callee, shown: numbers[otherOf(hold.role)]! };
  }

  /** Returns the booking to which a call belongs, callable or not; undefined if none has the route. */
  bookingOf(number: string, caller: string): string | undefined {
    return this.holds.get(key(number, caller))?.booking;
  }

  /** Whether the caller hears that the other party has not joined. */
  isAlone(number: string, caller: string): boolean {
    const hold = this.holds.get(key(number, caller));
    if (!hold || hold.callableFrom > this.now || hold.callableUntil <= this.now) return false;
    return hold.callee === undefined && !this.isBlocked(caller, undefined);
  }

  /** Whether the person may not reach the other; undefined: a party that has not joined. */
  isBlocked(person: string, other: string | undefined): boolean {
    return [...this.blocks.values()].some(
      ({ blocked, from, until }) =>
        blocked === person && (from === undefined || from === other) && until > this.now,
    );
  }

  /** Whether the two cannot be booked together. */
  areApart(one: string | undefined, other: string | undefined): boolean {
    if (one === undefined || other === undefined) return false;
    return this.isBlocked(one, other) || this.isBlocked(other, one);
  }

  /** @param until undefined: without end */
  blocked(id: string, blocked: string, from: string | undefined, until = Infinity): void {
    const known = this.blocks.get(id);
    const isKnown = known !== undefined && known.until > this.now;
    this.blocks.set(id, { blocked, from, until: isKnown ? Math.max(known.until, until) : until });
  }

  /** Whether the people have numbers that a new booking of them may get. */
  hasFreeNumbers(mode: Mode, people: People): boolean {
    const freeFor = (role: Role): string[] =>
      this.numbers.filter((number) => this.mayTake(number, people[role]!, people[otherOf(role)]));
    const alone = ROLES.filter((role) => people[role] !== undefined);
    if (alone.length === 1) return freeFor(alone[0]!).length > 0;
    const [ofRider, ofDriver] = [freeFor('rider'), freeFor('driver')];
    return mode === 'shared'
      ? ofRider.some((number) => ofDriver.includes(number))
      : ofRider.length > 0 && ofDriver.length > 0;
  }

  /** @throws Error if a number was not free, so that calls of two bookings would be confused */
  created(
    id: string,
    mode: Mode,
    people: People,
    numbers: Numbers,
    { isLater, isIdle }: Lifetime = { isLater: false, isIdle: false },
  ): void {
    const startsAt = this.now + (isLater ? TIMES.start : 0);
    const booking: ModelBooking = {
      id,
      mode,
      people,
      numbers,
      startsAt,
      expiresAt: startsAt + (isIdle ? TIMES.idle : TIMES.ttl),
      ...(isIdle && { idle: TIMES.idle }),
      maxExpiresAt: isIdle ? this.now + TIMES.max : Infinity,
      status: 'active',
    };
    this.bookings.set(id, booking);
    for (const role of ROLES) if (people[role] !== undefined) this.take(booking, role);
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

  /** Whether each party of a booking can have its number again. */
  mayKeepNumbers(booking: ModelBooking): boolean {
    return rolesOf(booking).every((role) => this.mayTakeIn(booking, role, booking.numbers[role]!));
  }

  /** Whether a booking that has ended can have its numbers again, or others. */
  hasNumbersToReopen(booking: ModelBooking): boolean {
    const { mode, people } = booking;
    if (mode === 'shared') {
      return this.mayKeepNumbers(booking) || this.hasFreeNumbers(mode, people);
    }
    return rolesOf(booking).every(
      (role) =>
        this.mayTakeIn(booking, role, booking.numbers[role]!) ||
        this.numbers.some((number) => this.mayTake(number, people[role]!, people[otherOf(role)])),
    );
  }

  /** @throws Error if the booking may not have the numbers */
  reopened(id: string, numbers: Numbers): void {
    const booking = this.bookings.get(id)!;
    const { startsAt, idle = TIMES.ttl } = booking;
    booking.status = 'active';
    booking.numbers = numbers;
    this.moveEnd(booking, Math.max(this.now, startsAt) + idle);
    for (const role of rolesOf(booking)) this.take(booking, role);
  }

  /** A party joins or replaces another. @throws Error if it may not have its number */
  put(id: string, role: Role, person: string, numbers: Numbers): void {
    const booking = this.bookings.get(id)!;
    for (const hold of this.holdsOf(id)) {
      if (hold.role === role) setEnd(hold, Math.min(hold.callableUntil, this.now));
      else if (hold.callableUntil > this.now) hold.callee = person;
    }
    booking.people[role] = person;
    this.movedTo(booking, numbers, role);
  }

  /** The other party keeps its number and is alone. */
  removed(id: string, role: Role, numbers: Numbers): void {
    const booking = this.bookings.get(id)!;
    for (const hold of this.holdsOf(id)) {
      if (hold.role === role) setEnd(hold, Math.min(hold.callableUntil, this.now));
      else hold.callee = undefined;
    }
    delete booking.people[role];
    this.movedTo(booking, numbers);
  }

  /** @throws Error if a party may not have its new number */
  moved(id: string, numbers: Numbers): void {
    this.movedTo(this.bookings.get(id)!, numbers);
  }

  /** @param newcomer the party that needs a route even if its number is unchanged */
  private movedTo(booking: ModelBooking, numbers: Numbers, newcomer?: Role): void {
    const before = booking.numbers;
    booking.numbers = numbers;
    for (const role of ROLES) {
      if (booking.people[role] === undefined) continue;
      if (role === newcomer || numbers[role] !== before[role]) this.take(booking, role);
    }
  }

  private moveEnd(booking: ModelBooking, expiresAt: number): void {
    booking.expiresAt = Math.min(booking.maxExpiresAt, expiresAt);
    for (const hold of this.holdsOf(booking.id)) {
      if (hold.callableUntil > this.now) setEnd(hold, booking.expiresAt);
    }
  }

  /** Whether a number is free for a party, which may have held it before for the same booking. */
  private mayTakeIn({ id, people }: ModelBooking, role: Role, number: string): boolean {
    return this.mayTake(number, people[role]!, people[otherOf(role)], id);
  }

  /** @param own the booking that wants the number, if it may have held the number before */
  private mayTake(number: string, caller: string, callee?: string, own?: string): boolean {
    const hold = this.holds.get(key(number, caller));
    if (!hold || hold.reuseAfter <= this.now) return true;
    if (hold.callee === callee && hold.booking === own) return true;
    return callee !== undefined && hold.callableUntil <= this.now && hold.callee === callee;
  }

  private take(booking: ModelBooking, role: Role): void {
    const { id, people, numbers, startsAt, expiresAt } = booking;
    const [number, caller, callee] = [numbers[role]!, people[role]!, people[otherOf(role)]];
    if (!this.mayTakeIn(booking, role, number)) {
      throw new Error(`${number} was assigned to ${caller} for a second booking`);
    }
    const times = { callableFrom: startsAt, callableUntil: 0, reuseAfter: 0 };
    const hold = { booking: id, role, callee, ...times };
    setEnd(hold, expiresAt);
    this.holds.set(key(number, caller), hold);
  }

  private holdsOf(id: string): Hold[] {
    return [...this.holds.values()].filter(({ booking }) => booking === id);
  }
}

/** The roles of the parties that have joined. */
const rolesOf = ({ people }: ModelBooking): Role[] =>
  ROLES.filter((role) => people[role] !== undefined);

const key = (number: string, caller: string): string => `${number}|${caller}`;

function setEnd(hold: Hold, callableUntil: number): void {
  hold.callableUntil = callableUntil;
  hold.reuseAfter = callableUntil + TIMES.cooldown;
}
