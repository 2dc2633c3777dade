import type { PhoneNumber } from '../../common/index.js';
import { type NumberVault, place } from './number-vault.js';

/**
 * A column of cipher texts. It alone knows what each of them is bound to: the name of the column, and the
 * values that tell its rows apart. So a cipher text opens only in the row that it was sealed for.
 */
export abstract class SealedColumn<Row> {
  /**
   * @param name never changes: what is stored was sealed with it
   * @param keyOf values that name a row; all of them are known before it is written
   */
  constructor(
    private readonly name: string,
    private readonly keyOf: (row: Row) => readonly (string | number | Buffer)[],
  ) {}

  /** The same content under the first key of the ring. @throws SealBrokenError */
  reseal(vault: NumberVault, sealed: Buffer, row: Row): Buffer {
    return vault.reseal(sealed, this.boundTo(row));
  }

  protected boundTo(row: Row): Buffer {
    return place(this.name, ...this.keyOf(row));
  }
}

/** A column of phone numbers. */
export class SealedNumber<Row> extends SealedColumn<Row> {
  /** @param keyId the first key of the ring unless told. @throws NumberKeysOutdatedError */
  seal(vault: NumberVault, number: PhoneNumber, row: Row, keyId?: number): Buffer {
    return vault.seal(number, this.boundTo(row), keyId);
  }

  /** @throws SealBrokenError */
  open(vault: NumberVault, sealed: Buffer, row: Row): PhoneNumber {
    return vault.open(sealed, this.boundTo(row));
  }

  /** What may be shown: masked, or E.164 if `isRevealed`; `unreadable` if it does not open. */
  shown(vault: NumberVault, sealed: Buffer, row: Row, isRevealed: boolean): string {
    return vault.shownOf(sealed, this.boundTo(row), isRevealed);
  }
}

/** A column of texts: PINs, secrets, and what may hold numbers. */
export class SealedText<Row> extends SealedColumn<Row> {
  seal(vault: NumberVault, text: string, row: Row): Buffer {
    return vault.sealText(text, this.boundTo(row));
  }

  /** @throws SealBrokenError */
  open(vault: NumberVault, sealed: Buffer, row: Row): string {
    return vault.openText(sealed, this.boundTo(row));
  }
}

/** A column of digests of texts that hold numbers. */
export class SealedDigest<Row> extends SealedColumn<Row> {
  seal(vault: NumberVault, text: string, row: Row): Buffer {
    return vault.sealDigest(text, this.boundTo(row));
  }

  /** Whether it was made of the text; false too if it does not open. */
  isOf(vault: NumberVault, sealed: Buffer, text: string, row: Row): boolean {
    return vault.isSealedDigest(sealed, text, this.boundTo(row));
  }
}
