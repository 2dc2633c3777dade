import type { Fields } from './fields.js';
import { readMsisdnStatement } from './msisdn.js';

/** The two numbers of a leg, in E.164 with `+`; undefined if unusable. */
export interface CallEnds {
  /** What was dialled (leg A) or is shown (leg B). */
  virtualNumber: string | undefined;
  /** The phone at the far end: the caller's (leg A) or the callee's (leg B). */
  party: string | undefined;
}

/**
 * Reads which end of a leg is ours: an inbound call goes to the virtual number, an outbound one comes
 * from it. Of a call that we had 8x8 start, both legs are outbound.
 *
 * A message that contradicts itself is from nobody: if one of the two numbers does, there is no party.
 */
export function readEnds(
  call: Fields,
  isOutbound: boolean,
): CallEnds & { isContradicted: boolean } {
  const source = readMsisdnStatement(call['source'], {
    format: call['sourceFormat'],
    country: call['sourceCountryCode'],
  });
  const destination = readMsisdnStatement(call['destination'], {
    format: call['destinationFormat'],
    country: call['destinationCountryCode'],
  });
  const [ours, theirs] = isOutbound ? [source, destination] : [destination, source];
  const isContradicted = source.isContradicted || destination.isContradicted;
  return {
    virtualNumber: ours.number,
    party: isContradicted ? undefined : theirs.number,
    isContradicted,
  };
}
