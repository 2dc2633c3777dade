import type { Integer } from '../../platform/values/index.js';

/** How much an erasure erased. */
export interface ErasureCounts {
  /** Bookings from which the phone number was erased. */
  bookings: Integer;
  /** Blocks of the phone number, on either side. They are deleted. */
  blocks: Integer;
  /** Other bookings whose reference, metadata or announcement contained the phone number. */
  mentions: Integer;
  calls: Integer;
  /** Erased calls for which 8x8 has yet to report; such a report stores the phone number again. */
  callsUnderWay: Integer;
  /** Texts from and to the phone number. 8x8 is asked to erase them too. */
  messages: Integer;
  /** Opt-outs of the phone number. They are deleted: it may get texts again. */
  optOuts: Integer;
}

export const NOTHING_ERASED: ErasureCounts = {
  bookings: 0,
  blocks: 0,
  mentions: 0,
  calls: 0,
  callsUnderWay: 0,
  messages: 0,
  optOuts: 0,
};
