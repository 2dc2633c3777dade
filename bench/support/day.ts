import { seeded } from './random.js';

/** A day of a ride-hailing company: bookings per hour, relative to the busiest hour. */
const BY_HOUR = [
  4, 3, 2, 2, 3, 5, 8, 10, 9, 7, 6, 7, 8, 7, 7, 7, 8, 10, 10, 9, 8, 7, 6, 5,
] as const;
const BUSIEST = 10;

export interface Arrival {
  /** Hours since midnight. */
  at: number;
  rider: number;
  driver: number;
  /** Hours. */
  hold: number;
}

/** Generates the arrivals of a day in order: Poisson with the rate of the hour, exponential durations. */
export function arrivalsOfDay(plan: {
  perBusiestHour: number;
  meanHold: number;
  drivers: number;
  /** People who book again and again; absent: each rider books once. */
  riders?: number;
  seed: number;
}): Arrival[] {
  const random = seeded(plan.seed);
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const arrivals: Arrival[] = [];
  for (let at = 0; ;) {
    at += exponential(1 / plan.perBusiestHour);
    if (at >= 24) return arrivals;
    if (random() * BUSIEST > BY_HOUR[Math.floor(at)]!) continue;
    arrivals.push({
      at,
      rider: plan.riders === undefined ? arrivals.length : Math.floor(random() * plan.riders),
      driver: Math.floor(random() * plan.drivers),
      hold: exponential(plan.meanHold),
    });
  }
}
