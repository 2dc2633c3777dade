import type { Fields } from './fields.js';
import { readMsisdnStatement } from './msisdn.js';

/** The two numbers of a leg, in E.164 with `+`; undefined if unusable. */
export interface CallEnds {
  /** The dialled number (leg A) or the caller id (leg B). */
  virtualNumber: string | undefined;
  /** The phone at the far end: the caller's (leg A) or the callee's (leg B). */
  party: string | undefined;
}

/**
 * Reads which end of a leg is the virtual number. An inbound call goes to the virtual number, an
 * outbound call comes from it. Both legs of a call from the app are outbound.
 *
 * If either number contradicts the message, there is no party: the call must not be attributed to one.
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
