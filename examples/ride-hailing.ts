// The phone-masking part of a ride-hailing back end: a rider asks for a ride, a driver accepts it, the two
// call each other, another driver takes over, the ride ends.
import {
  answerOf,
  isProblem,
  type MasklineClient,
  type MasklineEvent,
} from '../clients/typescript/src/index.js';

/** Shows something in the app of a person, for example by a push message. */
export type Notify = (rideId: string, role: 'rider' | 'driver', text: string) => void;

/** In production the ids of bookings are a column of your table of rides. */
export class Rides {
  private readonly bookings = new Map<string, string>();

  constructor(
    private readonly maskline: MasklineClient,
    private readonly pool: string,
    private readonly notify: Notify,
  ) {}

  /** A rider asks for a ride. Can be repeated: Maskline creates one booking for each reference. */
  async request(rideId: string, riderPhone: string): Promise<void> {
    const booking = await answerOf(
      this.maskline.POST('/v1/bookings', {
        body: {
          pool: this.pool,
          reference: rideId,
          parties: [{ role: 'rider', phoneNumber: riderPhone }],
        },
      }),
    );
    this.bookings.set(rideId, booking.id);
  }

  /**
   * A driver accepts the ride, or takes it over from another one, who then reaches nobody.
   * @returns the number for the "call" button of both apps
   */
  async accept(rideId: string, driverPhone: string): Promise<string> {
    const booking = await answerOf(
      this.maskline.PUT('/v1/bookings/{id}/parties/{role}', {
        params: { path: { id: this.bookingOf(rideId), role: 'driver' } },
        body: { phoneNumber: driverPhone },
      }),
    );
    if (booking.virtualNumber === null) throw new Error('the pool has a number for each party');
    return booking.virtualNumber;
  }

  /** The ride ends. The two can still call each other for the pool's grace, about a lost umbrella. */
  async complete(rideId: string): Promise<void> {
    const path = { id: this.bookingOf(rideId) };
    await answerOf(this.maskline.POST('/v1/bookings/{id}/complete', { params: { path } }));
  }

  /** Cancels a ride; it is no failure if it has ended meanwhile. */
  async cancel(rideId: string): Promise<void> {
    const path = { id: this.bookingOf(rideId) };
    try {
      await answerOf(this.maskline.POST('/v1/bookings/{id}/cancel', { params: { path } }));
    } catch (error) {
      if (!isProblem(error, 'booking-ended')) throw error;
    }
  }

  /** Handles an event of Maskline. */
  async handle({ type, data }: MasklineEvent): Promise<void> {
    const rideId = this.rideOf(data['bookingId']);
    // An event of another system that shares the pool, or of a type that this back end does not need.
    if (rideId === undefined) return;
    if (type === 'booking.number_changed') {
      const text = `The number of your ride is now ${String(data['virtualNumber'])}`;
      for (const role of ['rider', 'driver'] as const) {
        if (data['role'] === null || data['role'] === role) this.notify(rideId, role, text);
      }
    } else if (type === 'call.missed' && isRole(data['calleeRole'])) {
      this.notify(rideId, data['calleeRole'], 'You missed a call about your ride');
    }
  }

  private bookingOf(rideId: string): string {
    const id = this.bookings.get(rideId);
    if (id === undefined) throw new Error(`there is no ride ${rideId}`);
    return id;
  }

  private rideOf(bookingId: unknown): string | undefined {
    return [...this.bookings].find(([, id]) => id === bookingId)?.[0];
  }
}

const isRole = (value: unknown): value is 'rider' | 'driver' =>
  value === 'rider' || value === 'driver';
