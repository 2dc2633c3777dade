import type { Fields } from './fields.js';
import { readMsisdn } from './msisdn.js';

/**
 * Which end of a leg is ours: an inbound call goes to the virtual number, an outbound one comes from
 * it. Of a call that we had 8x8 start, both legs are outbound.
 */
export function readEnds(call: Fields, isOutbound: boolean) {
  const source = readMsisdn(call['source'], call['sourceFormat']);
  const destination = readMsisdn(call['destination'], call['destinationFormat']);
  return isOutbound
    ? { virtualNumber: source, party: destination }
    : { virtualNumber: destination, party: source };
}
