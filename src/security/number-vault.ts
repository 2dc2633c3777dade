import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { PhoneNumber } from '../common/index.js';
import type { KeyMaterial } from '../config/index.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Every number is padded to this, so that a cipher text does not tell its length; texts to multiples. */
const PADDED_BYTES = 16;

/** A cipher text that cannot be opened where it stands: tampered with, moved, or of another key. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

interface DerivedKeys {
  id: number;
  encryption: Buffer;
  index: Buffer;
}

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `maskline/${purpose}`, 32));

const blindIndex = ({ index }: DerivedKeys, number: PhoneNumber): Buffer =>
  createHmac('sha256', index).update(number.e164).digest();

/**
 * Keeps phone numbers at rest: encrypted with AES-256-GCM under a random nonce, beside a blind
 * index (HMAC-SHA-256) by which they are looked up.
 *
 * A cipher text is bound to the place it is stored in (GCM associated data): moved to another row
 * it can't be opened. Its form: key id (1 byte), nonce (12), padded number (16), tag (16).
 */
export class NumberVault {
  private readonly keys: ReadonlyMap<number, DerivedKeys>;
  private readonly encryptionKey: DerivedKeys;
  private readonly indexKey: DerivedKeys;
  private readonly nonces = new NonceSource();
  private readonly logger = new Logger(NumberVault.name);

  /**
   * @param ring the first key encrypts, all of them decrypt
   * @param indexKeyId the key that all blind indexes in the database are made with
   * @throws Error if the ring does not hold it
   */
  constructor(ring: readonly KeyMaterial[], indexKeyId: number) {
    const derived = ring.map(({ id, key }) => ({
      id,
      encryption: derive(key, 'number-encryption'),
      index: derive(key, 'number-index'),
    }));
    this.keys = new Map(derived.map((keys) => [keys.id, keys]));
    const [first] = derived;
    const indexKey = this.keys.get(indexKeyId);
    if (!first || !indexKey) throw new Error(`NUMBER_KEYS does not hold key ${indexKeyId}`);
    this.encryptionKey = first;
    this.indexKey = indexKey;
  }

  /** The 32 bytes under which a number is found; the same for the same number. */
  indexOf(number: PhoneNumber): Buffer {
    return blindIndex(this.indexKey, number);
  }

  /** The indexes of a number under every key of the ring; the one it is looked up by comes first. */
  indexesOf(number: PhoneNumber): Buffer[] {
    const others = [...this.keys.values()].filter((keys) => keys !== this.indexKey);
    return [this.indexKey, ...others].map((keys) => blindIndex(keys, number));
  }

  /** A digest of a text that holds numbers, as hard to reverse as the blind index. */
  digestOf(text: string): Buffer {
    return createHmac('sha256', this.indexKey.index).update('digest:').update(text).digest();
  }

  /** @param boundTo what the cipher text is bound to; the same is needed to open it */
  seal(number: PhoneNumber, boundTo: Buffer): Buffer {
    return this.encrypt(number.e164, boundTo);
  }

  /** The same for a PIN, or a text that may hold numbers. */
  sealText(text: string, boundTo: Buffer): Buffer {
    return this.encrypt(text, boundTo);
  }

  private encrypt(text: string, boundTo: Buffer): Buffer {
    const { id, encryption } = this.encryptionKey;
    const nonce = this.nonces.next();
    const cipher = createCipheriv(CIPHER, encryption, nonce).setAAD(boundTo);
    const size = Math.ceil(Buffer.byteLength(text) / PADDED_BYTES) * PADDED_BYTES;
    const padded = Buffer.alloc(Math.max(size, PADDED_BYTES));
    padded.write(text);
    const body = Buffer.concat([cipher.update(padded), cipher.final()]);
    return Buffer.concat([Buffer.of(id), nonce, body, cipher.getAuthTag()]);
  }

  /** @throws SealBrokenError if the cipher text is not one that was sealed for this `boundTo` with a key we have */
  open(sealed: Buffer, boundTo: Buffer): PhoneNumber {
    return PhoneNumber.fromStored(this.reveal(sealed, boundTo));
  }

  /** @throws SealBrokenError as `open` does */
  openText(sealed: Buffer, boundTo: Buffer): string {
    return this.reveal(sealed, boundTo);
  }

  private reveal(sealed: Buffer, boundTo: Buffer): string {
    const keys = this.keys.get(sealed[0] ?? 0);
    if (!keys) throw new SealBrokenError('the key of this cipher text is not in NUMBER_KEYS');
    try {
      return this.decrypt(keys, sealed, boundTo);
    } catch {
      throw new SealBrokenError('the cipher text was changed, or belongs elsewhere');
    }
  }

  /** What may be shown of a number; `unreadable` if the cipher text does not open. */
  maskedOf(sealed: Buffer, boundTo: Buffer): string {
    return this.shownOf(sealed, boundTo, false);
  }

  /** The same; in full (E.164) for those who may see it, which is to be on record before. */
  shownOf(sealed: Buffer, boundTo: Buffer, isRevealed: boolean): string {
    try {
      const number = this.open(sealed, boundTo);
      return isRevealed ? number.e164 : number.masked;
    } catch (error) {
      this.logger.error(`a phone number cannot be shown: ${(error as Error).message}`);
      return 'unreadable';
    }
  }

  private decrypt(keys: DerivedKeys, sealed: Buffer, boundTo: Buffer): string {
    const bodyAt = 1 + NONCE_BYTES;
    const decipher = createDecipheriv(CIPHER, keys.encryption, sealed.subarray(1, bodyAt), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const padded = Buffer.concat([
      decipher.update(sealed.subarray(bodyAt, sealed.length - TAG_BYTES)),
      decipher.final(),
    ]);
    return padded.toString('utf8').replace(/\0+$/, '');
  }
}

/** Random nonces, each given once; fetched many at a time, since each fetch is a system call. */
class NonceSource {
  private random = Buffer.alloc(0);
  private used = 0;

  next(): Buffer {
    if (this.used + NONCE_BYTES > this.random.length) {
      this.random = randomBytes(NONCE_BYTES * 256);
      this.used = 0;
    }
    const nonce = this.random.subarray(this.used, this.used + NONCE_BYTES);
    this.used += NONCE_BYTES;
    return nonce;
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
