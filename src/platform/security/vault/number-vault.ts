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
import { NONCE_BYTES, NonceSource } from './nonce-source.js';
import { NumberKeysOutdatedError } from './number-key.errors.js';

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;
/** Every number is padded to this, so that a cipher text does not tell its length; texts to multiples. */
const PADDED_BYTES = 16;

/** A cipher text that cannot be opened where it stands: tampered with, moved, or of another key. */
export class DecryptionFailedError extends Error {
  override readonly name = 'DecryptionFailedError';
}

interface DerivedKeys {
  id: number;
  encryption: Buffer;
  index: Buffer;
}

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `maskline/${purpose}`, 32));

const keyedDigest = ({ index }: DerivedKeys, text: string): Buffer =>
  createHmac('sha256', index).update('digest:').update(text).digest();

/** Only ever stored encrypted. */
const plainDigest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

const blindIndex = ({ index }: DerivedKeys, number: PhoneNumber): Buffer =>
  createHmac('sha256', index).update(number.e164).digest();

/**
 * Keeps phone numbers at rest: encrypted with AES-256-GCM under a random nonce, beside a blind
 * index (HMAC-SHA-256) by which they are looked up.
 *
 * A cipher text is bound to the place it is stored in (GCM associated data): moved to another row
 * it can't be opened. Its form: key id (1 byte), nonce (12), padded number (16), tag (16).
 *
 * The first key of the ring makes indexes and cipher texts; the others are for what was made with
 * them, while keys are rotated (ADR 12). Where a key can be named, NumberKeysOutdatedError is thrown
 * if the ring does not hold it.
 */
export class NumberVault {
  /** In the order of the ring. */
  readonly keyIds: readonly number[];
  /** The first of them. */
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
      index: derive(key, 'number-index'),
    }));
    this.keys = new Map(derived.map((keys) => [keys.id, keys]));
  }

  has(keyId: number): boolean {
    return this.keys.has(keyId);
  }

  /** The 32 bytes under which a number is found; the same for the same number and key. */
  indexOf(number: PhoneNumber, keyId = this.currentKeyId): Buffer {
    return blindIndex(this.keyOf(keyId), number);
  }

  /** The indexes of a number under `keyIds`: the one it is looked up by comes first. */
  indexesOf(number: PhoneNumber): Buffer[] {
    return [...this.keys.values()].map((keys) => blindIndex(keys, number));
  }

  /** Whether it is the index of the number under any key of the ring. */
  isIndexOf(number: PhoneNumber, index: Buffer): boolean {
    return [...this.keys.values()].some((keys) => blindIndex(keys, number).equals(index));
  }

  /** A digest of a text that holds numbers, as hard to reverse as the blind index. */
  digestOf(text: string, keyId = this.currentKeyId): Buffer {
    return keyedDigest(this.keyOf(keyId), text);
  }

  /** Whether it is the digest of the text under any key of the ring. */
  isDigestOf(text: string, digest: Buffer): boolean {
    return [...this.keys.values()].some((keys) => isSame(keyedDigest(keys, text), digest));
  }

  /** @param boundTo what the cipher text is bound to; the same is needed to open it */
  encrypt(number: PhoneNumber, boundTo: Buffer, keyId = this.currentKeyId): Buffer {
    return this.encryptWith(this.keyOf(keyId), number.e164, boundTo);
  }

  /** The same for a PIN, or a text that may hold numbers. */
  encryptText(text: string, boundTo: Buffer): Buffer {
    return this.encryptWith(this.keyOf(this.currentKeyId), text, boundTo);
  }

  /** A digest of a text that holds numbers which, unlike `digestOf`, can be given another key. */
  encryptDigest(text: string, boundTo: Buffer): Buffer {
    return this.encryptText(plainDigest(text), boundTo);
  }

  /** Whether that was made of the text; false too if it does not open. */
  isEncryptedDigest(encrypted: Buffer, text: string, boundTo: Buffer): boolean {
    try {
      return this.decryptText(encrypted, boundTo) === plainDigest(text);
    } catch (error) {
      this.logger.error(`a digest cannot be read: ${reasonOf(error)}`);
      return false;
    }
  }

  /** The same content under the first key of the ring. @throws DecryptionFailedError as `decrypt` does */
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

  /** @throws DecryptionFailedError if the cipher text is not one that was encrypted for this `boundTo` with a key we have */
  decrypt(encrypted: Buffer, boundTo: Buffer): PhoneNumber {
    return PhoneNumber.fromStored(this.reveal(encrypted, boundTo));
  }

  /** @throws DecryptionFailedError as `decrypt` does */
  decryptText(encrypted: Buffer, boundTo: Buffer): string {
    return this.reveal(encrypted, boundTo);
  }

  private reveal(encrypted: Buffer, boundTo: Buffer): string {
    const keys = this.keys.get(encrypted[0] ?? 0);
    if (!keys) throw new DecryptionFailedError('the key of this cipher text is not in NUMBER_KEYS');
    try {
      return this.decryptWith(keys, encrypted, boundTo);
    } catch {
      throw new DecryptionFailedError('the cipher text was changed, or belongs elsewhere');
    }
  }

  /** What may be shown of a number; `unreadable` if the cipher text does not decrypt. */
  maskedOf(encrypted: Buffer, boundTo: Buffer): string {
    return this.shownOf(encrypted, boundTo, false);
  }

  /** The same; in full (E.164) for those who may see it, which is to be on record before. */
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

/** What a cipher text is bound to: a kind of place, and the parts that name it. */
export function place(kind: string, ...parts: readonly (string | number | Buffer)[]): Buffer {
  const texts = parts.map((part) => (Buffer.isBuffer(part) ? part.toString('hex') : String(part)));
  return Buffer.from(JSON.stringify([kind, ...texts]));
}

/** Tells two rings apart that use the same id for different keys; says nothing about the key. */
export const keyCheckValue = ({ key }: KeyMaterial): Buffer =>
  createHmac('sha256', derive(key, 'key-check')).update('maskline').digest();

/** The text of an unforeseen error may hold a number. */
const reasonOf = (error: unknown): string =>
  error instanceof DecryptionFailedError ? error.message : describeError(error);
