import type { PhoneNumber } from '../../values/index.js';
import { type NumberVault, place } from './number-vault.js';

/**
 * A column of ciphertexts. It defines the associated data (AAD) of each one: the name of the column
 * and the key of the row. So a ciphertext can be decrypted only in the row that it was encrypted
 * for.
 */
export abstract class EncryptedColumn<Row> {
  /**
   * @param name must never change, because stored ciphertexts are bound to it
   * @param keyOf the key of a row, known before the row is written
   */
  constructor(
    private readonly name: string,
    private readonly keyOf: (row: Row) => readonly (string | number | Buffer)[],
  ) {}

  /** Re-encrypts a value with the first key of the ring. @throws DecryptionFailedError */
  reencrypt(vault: NumberVault, encrypted: Buffer, row: Row): Buffer {
    return vault.reencrypt(encrypted, this.boundTo(row));
  }

  protected boundTo(row: Row): Buffer {
    return place(this.name, ...this.keyOf(row));
  }
}

/** A column of phone numbers. */
export class EncryptedNumber<Row> extends EncryptedColumn<Row> {
  /**
   * @param keyId defaults to the first key of the ring
   * @throws NumberKeysOutdatedError
   */
  encrypt(vault: NumberVault, number: PhoneNumber, row: Row, keyId?: number): Buffer {
    return vault.encrypt(number, this.boundTo(row), keyId);
  }

  /** @throws DecryptionFailedError */
  decrypt(vault: NumberVault, encrypted: Buffer, row: Row): PhoneNumber {
    return vault.decrypt(encrypted, this.boundTo(row));
  }

  /**
   * Returns the masked number, or E.164 if `isRevealed`; `unreadable` if it cannot be decrypted.
   */
  shown(vault: NumberVault, encrypted: Buffer, row: Row, isRevealed: boolean): string {
    return vault.shownOf(encrypted, this.boundTo(row), isRevealed);
  }
}

/** A column of texts: PINs, secrets, and texts that may contain phone numbers. */
export class EncryptedText<Row> extends EncryptedColumn<Row> {
  /**
   * @param keyId defaults to the first key of the ring
   * @throws NumberKeysOutdatedError
   */
  encrypt(vault: NumberVault, text: string, row: Row, keyId?: number): Buffer {
    return vault.encryptText(text, this.boundTo(row), keyId);
  }

  /** @throws DecryptionFailedError */
  decrypt(vault: NumberVault, encrypted: Buffer, row: Row): string {
    return vault.decryptText(encrypted, this.boundTo(row));
  }
}

/** A column of digests of texts that contain phone numbers. */
export class EncryptedDigest<Row> extends EncryptedColumn<Row> {
  encrypt(vault: NumberVault, text: string, row: Row): Buffer {
    return vault.encryptDigest(text, this.boundTo(row));
  }

  /** Whether it is the digest of the text; false if it cannot be decrypted. */
  isOf(vault: NumberVault, encrypted: Buffer, text: string, row: Row): boolean {
    return vault.isEncryptedDigest(encrypted, text, this.boundTo(row));
  }
}
