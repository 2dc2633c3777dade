/** Milliseconds by which two clocks of one machine may differ, and a time may have been rounded. */
export const SLACK = 30;

/** Something happened once between these two times. */
export interface Moment {
  earliest: number;
  latest: number;
}

export const at = (time: number): Moment => ({ earliest: time - SLACK, latest: time + SLACK });

/** An operation, from its first attempt to its last answer. */
export interface Span {
  start: number;
  end: number;
}

export const overlaps = (one: Span, other: Span): boolean =>
  one.start <= other.end && other.start <= one.end;

export const covers = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

export const momentOf = ({ start, end }: Span): Moment => ({ earliest: start, latest: end });

/** Returns the earlier of two moments, as far as that is known. */
export const earlierOf = (one: Moment, other: Moment): Moment => ({
  earliest: Math.min(one.earliest, other.earliest),
  latest: Math.min(one.latest, other.latest),
});
