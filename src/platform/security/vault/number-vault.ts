import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import { Logger } from '@nestjs/common';
import { describeError } from '../../errors/index.js';
import { PhoneNumber } from '../../values/index.js';
import type { KeyMaterial } from '../../config/index.js';
import { KeyedHash } from './keyed-hash.js';
import { NONCE_BYTES, NonceSource } from './nonce-source.js';
import { NumberKeysOutdatedError } from './number-key.errors.js';

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;
/**
 * Numbers are padded to this length, so that ciphertexts do not reveal it; texts to multiples of
 * it.
 */
const PADDED_BYTES = 16;

/**
 * A ciphertext could not be decrypted: it was tampered with, moved, or encrypted with another key.
 */
export class DecryptionFailedError extends Error {
  override readonly name = 'DecryptionFailedError';
}

interface DerivedKeys {
  id: number;
  encryption: Buffer;
  index: KeyedHash;
}

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `maskline/${purpose}`, 32));

const keyedDigest = ({ index }: DerivedKeys, text: string): Buffer => index.of(`digest:${text}`);

/** An unkeyed digest, which must only be stored encrypted. */
const plainDigest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

const blindIndex = ({ index }: DerivedKeys, number: PhoneNumber): Buffer => index.of(number.e164);

/**
 * Encrypts phone numbers at rest with AES-256-GCM and a random nonce. Creates blind indexes
 * (HMAC-SHA-256) to look them up.
 *
 * A ciphertext is bound to its row by associated data (AAD): moved to another row, it cannot be
 * decrypted. Its format: key id (1 byte), nonce (12), padded number (16), tag (16).
 *
 * The first key of the ring creates indexes and ciphertexts. During a key rotation the other keys
 * read existing ones (ADR 12). Methods with a `keyId` throw NumberKeysOutdatedError if the ring
 * does not contain that key.
 */
export class NumberVault {
  /** In the order of the ring. */
  readonly keyIds: readonly number[];
  /** The first key of the ring. */
  readonly currentKeyId: number;
  private readonly keys: ReadonlyMap<number, DerivedKeys>;
  private readonly nonces = new NonceSource();
  private readonly logger = new Logger(NumberVault.name);

  /** @throws Error if the ring is empty */
  constructor(ring: readonly KeyMaterial[]) {
    const [first] = ring;
    if (!first) throw new Error('NUMBER_KEYS is empty');
    this.keyIds = ring.map(({ id }) => id);
    this.currentKeyId = first.id;
    const derived = ring.map(({ id, key }) => ({
      id,
      encryption: derive(key, 'number-encryption'),
      index: new KeyedHash(derive(key, 'number-index')),
    }));
    this.keys = new Map(derived.map((keys) => [keys.id, keys]));
  }

  has(keyId: number): boolean {
    return this.keys.has(keyId);
  }

  /** Returns the blind index of a number: 32 bytes, always the same for the same number and key. */
  indexOf(number: PhoneNumber, keyId = this.currentKeyId): Buffer {
    return blindIndex(this.keyOf(keyId), number);
  }

  /** Returns the blind indexes of a number under `keyIds`; the one for look-ups comes first. */
  indexesOf(number: PhoneNumber): Buffer[] {
    return [...this.keys.values()].map((keys) => blindIndex(keys, number));
  }

  /** Whether a blind index belongs to the number under any key of the ring. */
  isIndexOf(number: PhoneNumber, index: Buffer): boolean {
    return [...this.keys.values()].some((keys) => blindIndex(keys, number).equals(index));
  }

  /**
   * Returns a digest of a text that contains phone numbers, as hard to reverse as a blind index.
   */
  digestOf(text: string, keyId = this.currentKeyId): Buffer {
    return keyedDigest(this.keyOf(keyId), text);
  }

  /** Whether a digest belongs to the text under any key of the ring. */
  isDigestOf(text: string, digest: Buffer): boolean {
    return [...this.keys.values()].some((keys) => isSame(keyedDigest(keys, text), digest));
  }

  /** Encrypts a number. @param boundTo associated data; decrypting needs the same */
  encrypt(number: PhoneNumber, boundTo: Buffer, keyId = this.currentKeyId): Buffer {
    return this.encryptWith(this.keyOf(keyId), number.e164, boundTo);
  }

  /** Encrypts a PIN, or a text that may contain phone numbers. */
  encryptText(text: string, boundTo: Buffer, keyId = this.currentKeyId): Buffer {
    return this.encryptWith(this.keyOf(keyId), text, boundTo);
  }

  /**
   * Returns an encrypted digest of a text that contains phone numbers. Unlike that of `digestOf`,
   * it can be re-encrypted.
   */
  encryptDigest(text: string, boundTo: Buffer): Buffer {
    return this.encryptText(plainDigest(text), boundTo);
  }

  /** Whether an encrypted digest belongs to the text; false if it cannot be decrypted. */
  isEncryptedDigest(encrypted: Buffer, text: string, boundTo: Buffer): boolean {
    try {
      return this.decryptText(encrypted, boundTo) === plainDigest(text);
    } catch (error) {
      this.logger.error(`a digest cannot be read: ${reasonOf(error)}`);
      return false;
    }
  }

  /**
   * Re-encrypts a value with the first key of the ring.
   * @throws DecryptionFailedError as `decrypt` does
   */
  reencrypt(encrypted: Buffer, boundTo: Buffer): Buffer {
    return this.encryptText(this.reveal(encrypted, boundTo), boundTo);
  }

  private encryptWith({ id, encryption }: DerivedKeys, text: string, boundTo: Buffer): Buffer {
    const nonce = this.nonces.next();
    const cipher = createCipheriv(CIPHER, encryption, nonce).setAAD(boundTo);
    const size = Math.ceil(Buffer.byteLength(text) / PADDED_BYTES) * PADDED_BYTES;
    const padded = Buffer.alloc(Math.max(size, PADDED_BYTES));
    padded.write(text);
    const body = Buffer.concat([cipher.update(padded), cipher.final()]);
    return Buffer.concat([Buffer.of(id), nonce, body, cipher.getAuthTag()]);
  }

  /** @throws NumberKeysOutdatedError */
  private keyOf(id: number): DerivedKeys {
    const keys = this.keys.get(id);
    if (!keys) throw new NumberKeysOutdatedError();
    return keys;
  }

  /**
   * Decrypts a number.
   * @throws DecryptionFailedError unless it was encrypted for this `boundTo` with a key of the
   *   ring
   */
  decrypt(encrypted: Buffer, boundTo: Buffer): PhoneNumber {
    return PhoneNumber.fromStored(this.reveal(encrypted, boundTo));
  }

  /** Decrypts a text. @throws DecryptionFailedError as `decrypt` does */
  decryptText(encrypted: Buffer, boundTo: Buffer): string {
    return this.reveal(encrypted, boundTo);
  }

  private reveal(encrypted: Buffer, boundTo: Buffer): string {
    const keys = this.keys.get(encrypted[0] ?? 0);
    if (!keys) throw new DecryptionFailedError('the key of this ciphertext is not in NUMBER_KEYS');
    try {
      return this.decryptWith(keys, encrypted, boundTo);
    } catch {
      throw new DecryptionFailedError('the ciphertext was changed or belongs elsewhere');
    }
  }

  /** Returns a masked number; `unreadable` if the ciphertext cannot be decrypted. */
  maskedOf(encrypted: Buffer, boundTo: Buffer): string {
    return this.shownOf(encrypted, boundTo, false);
  }

  /**
   * Returns a masked number, or E.164 if `isRevealed`, which must be recorded in the audit trail
   * first.
   */
  shownOf(encrypted: Buffer, boundTo: Buffer, isRevealed: boolean): string {
    try {
      const number = this.decrypt(encrypted, boundTo);
      return isRevealed ? number.e164 : number.masked;
    } catch (error) {
      this.logger.error(`a phone number cannot be shown: ${reasonOf(error)}`);
      return 'unreadable';
    }
  }

  private decryptWith(keys: DerivedKeys, encrypted: Buffer, boundTo: Buffer): string {
    const bodyAt = 1 + NONCE_BYTES;
    const decipher = createDecipheriv(CIPHER, keys.encryption, encrypted.subarray(1, bodyAt), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo).setAuthTag(encrypted.subarray(encrypted.length - TAG_BYTES));
    const padded = Buffer.concat([
      decipher.update(encrypted.subarray(bodyAt, encrypted.length - TAG_BYTES)),
      decipher.final(),
    ]);
    return padded.toString('utf8').replace(/\0+$/, '');
  }
}

/** Returns associated data (AAD): a kind of column, and the parts of a row's key. */
export function place(kind: string, ...parts: readonly (string | number | Buffer)[]): Buffer {
  const texts = parts.map((part) => (Buffer.isBuffer(part) ? part.toString('hex') : String(part)));
  return Buffer.from(JSON.stringify([kind, ...texts]));
}

/**
 * Returns a value that differs for different keys but reveals nothing about them. Detects rings
 * that use the same id for different keys.
 */
export const keyCheckValue = ({ key }: KeyMaterial): Buffer =>
  createHmac('sha256', derive(key, 'key-check')).update('maskline').digest();

/** Returns a loggable reason. The message of an unexpected error may contain a phone number. */
const reasonOf = (error: unknown): string =>
  error instanceof DecryptionFailedError ? error.message : describeError(error);
