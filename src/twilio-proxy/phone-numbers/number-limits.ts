/** The most phone numbers of a service. Source: Twilio, "Proxy limits". Tests replace them. */
export class NumberLimits {
  unreserved = 500;
  reserved = 5_000;

  maxOf(isReserved: boolean): number {
    return isReserved ? this.reserved : this.unreserved;
  }
}

/** Share of the most numbers at which Twilio warns. Source: Twilio, error 80624. */
const WARNING_SHARE = 0.85;

/** Whether a number that comes to `count` others crosses the limit of the warning. */
export const crossesWarning = (count: number, max: number): boolean =>
  count + 1 === Math.ceil(max * WARNING_SHARE);
