import { type PhoneNumber, WrittenNumber } from '../../values/index.js';
import type { NumberVault } from './number-vault.js';

/** All that a phone number can be found by, wherever it is kept. */
export interface ErasureSubject {
  number: PhoneNumber;
  /** Under every key that rows may be indexed with. */
  indexes: Buffer[];
  written: WrittenNumber;
}

export const erasureSubjectOf = (vault: NumberVault, number: PhoneNumber): ErasureSubject => ({
  number,
  indexes: vault.indexesOf(number),
  written: new WrittenNumber(number),
});
