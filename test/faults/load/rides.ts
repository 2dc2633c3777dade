import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { numberOf } from '../checker/booking-life.js';
import { textAt, timeAt } from '../checker/read.js';
import { now } from '../history/recorder.js';
import type { Calls } from './calls.js';
import { below, between, chance, oneOf } from './chance.js';
import type { Client } from './client.js';
import { sendText } from './texts.js';

export interface People {
  riders: readonly string[];
  drivers: readonly string[];
}

/** A booking that a ride goes on with. */
interface Ride {
  id: string;
  phones: Map<string, string>;
  body: unknown;
}

/** The lives of bookings, one after another: who books, calls, texts, joins, is replaced, ends. */
export class Rides {
  /** References of all bookings that were asked for. */
  readonly references: string[] = [];

  constructor(
    private readonly client: Client,
    private readonly calls: Calls,
    private readonly people: People,
    private readonly background: (work: Promise<unknown>) => void,
  ) {}

  async one(): Promise<void> {
    const ride = await this.book();
    if (!ride) return;
    await this.contacts(ride, 1 + below(4));
    if (!ride.phones.has('driver') && !(await this.put(ride))) return;
    await this.contacts(ride, 1 + below(4));
    if (chance(0.25) && !(await this.put(ride))) return;
    await this.contacts(ride, 1 + below(3));
    if (chance(0.2)) {
      await this.untilExpired(ride);
      return;
    }
    const ending = chance(0.75) ? 'complete' : 'cancel';
    if (!(await this.change(ride, ending))) return;
    // Within the grace, and after it.
    await this.contacts(ride, 1 + below(4), 400);
    if (ending === 'cancel' || chance(0.6)) return;
    if (!(await this.change(ride, 'reopen'))) return;
    await this.contacts(ride, 2);
    await this.change(ride, chance(0.5) ? 'complete' : 'cancel');
    await this.contacts(ride, 2, 400);
  }

  private async book(): Promise<Ride | undefined> {
    const { riders, drivers } = this.people;
    const reference = randomUUID();
    this.references.push(reference);
    const phones = new Map([['rider', oneOf(riders)]]);
    if (chance(0.8)) phones.set('driver', oneOf(drivers));
    const request = {
      reference,
      mode: chance(0.5) ? ('shared' as const) : ('per-party' as const),
      parties: [...phones].map(([role, phone]) => ({ role, phone })),
      ttlSeconds: 3 + below(6),
      startsAt: chance(0.15) ? Math.ceil(now()) + 1_000 : null,
    };
    const body = {
      pool: 'rides',
      reference,
      numberMode: request.mode,
      ttlSeconds: request.ttlSeconds,
      ...(request.startsAt !== null && { startsAt: new Date(request.startsAt).toISOString() }),
      parties: request.parties.map(({ role, phone }) => ({ role, phoneNumber: phone })),
    };
    const message = { method: 'POST', path: '/v1/bookings', body };
    const id = randomUUID();
    // A client that is not sure sends it again, perhaps to another replica.
    const copies = chance(0.15) ? 2 : 1;
    const answers = await Promise.all(
      Array.from({ length: copies }, () => this.client.admin('create', request, message, id)),
    );
    const answer = answers.find((one) => one !== undefined && one.status < 300);
    const booking = textAt(answer?.body, 'id');
    return booking === undefined ? undefined : { id: booking, phones, body: answer!.body };
  }

  /** Somebody joins as the driver, or replaces that one. @returns whether the ride goes on */
  private async put(ride: Ride): Promise<boolean> {
    const others = this.people.drivers.filter((phone) => phone !== ride.phones.get('driver'));
    const phone = oneOf(others);
    this.meanwhile(ride);
    const answer = await this.client.admin(
      'put-party',
      { booking: ride.id, role: 'driver', phone },
      {
        method: 'PUT',
        path: `/v1/bookings/${ride.id}/parties/driver`,
        body: { phoneNumber: phone },
      },
    );
    if (answer === undefined) return false;
    if (answer.status >= 300) return true;
    ride.phones.set('driver', phone);
    ride.body = answer.body;
    return true;
  }

  private async change(ride: Ride, kind: 'complete' | 'cancel' | 'reopen'): Promise<boolean> {
    const ttlSeconds = 3 + below(4);
    this.meanwhile(ride);
    const path = `/v1/bookings/${ride.id}/${kind}`;
    const answer =
      kind === 'reopen'
        ? await this.client.admin(
            kind,
            { booking: ride.id, ttlSeconds },
            { method: 'POST', path, body: { ttlSeconds } },
          )
        : await this.client.admin(kind, { booking: ride.id }, { method: 'POST', path });
    if (answer === undefined || answer.status >= 300) return false;
    ride.body = answer.body;
    return true;
  }

  private async untilExpired(ride: Ride): Promise<void> {
    const left = (timeAt(ride.body, 'expiresAt') ?? 0) - now();
    await pause(Math.max(0, left - 100));
    await this.contacts(ride, 4, 100);
  }

  /** Calls and texts at the same time as the next change. */
  private meanwhile(ride: Ride): void {
    if (chance(0.7)) this.background(this.contact(ride));
  }

  private async contacts(ride: Ride, count: number, within = 250): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      await pause(between(20, within));
      this.background(this.contact(ride));
    }
  }

  private async contact({ phones, body }: Ride): Promise<void> {
    const [role, phone] = oneOf([...phones]);
    const number = numberOf(body, role);
    if (number === undefined) return;
    await (chance(0.2) ? sendText(this.client, phone, number) : this.calls.place(phone, number));
  }
}
