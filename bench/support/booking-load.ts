import { type LoadPlan, load } from './http-load.js';

/** A separate process that creates bookings, each for two people without bookings. */
interface Plan extends LoadPlan {
  pool: string;
  /** Distinguishes runs, so that no two runs share a person. */
  run: number;
  /** Bookings per request; absent or 1: requests of single bookings. */
  batch?: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const { batch = 1 } = plan;
const rider = (n: number) => `+659${String(plan.run * 100_000 + n).padStart(7, '0')}`;
const driver = (n: number) => `+658${String(1_000_000 + plan.run * 100_000 + n).padStart(7, '0')}`;

const booking = (n: number) => ({
  pool: plan.pool,
  reference: `bench-${plan.run}-${n}`,
  parties: [
    { role: 'rider', phoneNumber: rider(n) },
    { role: 'driver', phoneNumber: driver(n) },
  ],
  metadata: { city: 'Singapore' },
});
const batchOf = (n: number) => Array.from({ length: batch }, (_, at) => booking(n * batch + at));

const result =
  batch === 1
    ? await load(
        plan,
        (n) => JSON.stringify(booking(n)),
        (status) => status === 201,
      )
    : await load(
        plan,
        (n) => JSON.stringify({ bookings: batchOf(n) }),
        (status, body) => status === 200 && body.split('"status":201').length === batch + 1,
      );
console.log(JSON.stringify(result));
