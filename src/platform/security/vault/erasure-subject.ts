import { type PhoneNumber, WrittenNumber } from '../../values/index.js';
import type { NumberVault } from './number-vault.js';

/** Everything needed to find a phone number in the database. */
export interface ErasureSubject {
  number: PhoneNumber;
  /** Blind indexes under every key that rows may be indexed with. */
  indexes: Buffer[];
  written: WrittenNumber;
}

export const erasureSubjectOf = (vault: NumberVault, number: PhoneNumber): ErasureSubject => ({
  number,
  indexes: vault.indexesOf(number),
  written: new WrittenNumber(number),
});
