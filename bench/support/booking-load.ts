import { type LoadPlan, load } from './http-load.js';

/** A separate process that creates bookings, each for two people without bookings. */
interface Plan extends LoadPlan {
  pool: string;
  /** Distinguishes runs, so that no two runs share a person. */
  run: number;
}

const plan = JSON.parse(process.argv[2]!) as Plan;
const rider = (n: number) => `+659${String(plan.run * 100_000 + n).padStart(7, '0')}`;
const driver = (n: number) => `+658${String(1_000_000 + plan.run * 100_000 + n).padStart(7, '0')}`;

const result = await load(
  plan,
  (n) =>
    JSON.stringify({
      pool: plan.pool,
      reference: `bench-${plan.run}-${n}`,
      parties: [
        { role: 'rider', phoneNumber: rider(n) },
        { role: 'driver', phoneNumber: driver(n) },
      ],
      metadata: { city: 'Singapore' },
    }),
  (status) => status === 201,
);
console.log(JSON.stringify(result));
