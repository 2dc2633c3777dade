import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PhoneNumber } from '../../values/index.js';
import { NumberKeysOutdatedError } from './number-key.errors.js';
import { NumberVault, place } from './number-vault.js';

const ring = (...ids: number[]) => ids.map((id) => ({ id, key: Buffer.alloc(32, id) }));
const vault = new NumberVault(ring(1));
const number = PhoneNumber.fromStored('+6591178965');
const here = place('route', 'pool', 'booking', 7, Buffer.alloc(32, 1));

const anyNumber = fc
  .stringMatching(/^\+[1-9]\d{6,14}$/)
  .map((e164) => PhoneNumber.fromStored(e164));

describe('the number vault', () => {
  it('decrypts any number that was encrypted with the same associated data', () => {
    fc.assert(
      fc.property(anyNumber, (any) => {
        expect(vault.decrypt(vault.encrypt(any, here), here).e164).toBe(any.e164);
      }),
    );
  });

  it('does not decrypt with other associated data', () => {
    const elsewhere = [
      place('route', 'pool', 'booking', 7, Buffer.alloc(32, 2)),
      place('route', 'pool', 'booking', 8, Buffer.alloc(32, 1)),
      place('route', 'pool', 'other', 7, Buffer.alloc(32, 1)),
      place('party', 'pool', 'booking', 7, Buffer.alloc(32, 1)),
    ];
    const encrypted = vault.encrypt(number, here);
    for (const other of elsewhere) expect(() => vault.decrypt(encrypted, other)).toThrow();
  });

  it('encodes different associated data differently', () => {
    expect(place('a', 'b', 'c')).not.toEqual(place('a', 'bc'));
    expect(place('a', 'b","c')).not.toEqual(place('a', 'b', 'c'));
  });

  it('does not decrypt a ciphertext with any changed byte', () => {
    const encrypted = vault.encrypt(number, here);
    for (let at = 0; at < encrypted.length; at += 1) {
      const changed = Buffer.from(encrypted);
      changed[at]! ^= 1;
      expect(() => vault.decrypt(changed, here)).toThrow();
    }
    for (const length of [0, 1, 13, 20, encrypted.length - 1]) {
      expect(() => vault.decrypt(encrypted.subarray(0, length), here)).toThrow();
    }
  });

  it('encrypts the same number differently each time, and all numbers to the same length', () => {
    const short = PhoneNumber.fromStored('+1234567');
    expect(vault.encrypt(number, here)).not.toEqual(vault.encrypt(number, here));
    expect(vault.encrypt(short, here)).toHaveLength(vault.encrypt(number, here).length);
    expect(vault.encrypt(number, here).includes('91178965')).toBe(false);
  });

  it('creates a 32-byte index that differs for each key', () => {
    expect(vault.indexOf(number)).toHaveLength(32);
    const rotated = new NumberVault(ring(2, 1));
    expect(rotated.indexOf(number, 1)).toEqual(vault.indexOf(number));
    expect(rotated.indexOf(number)).not.toEqual(vault.indexOf(number));
    expect(vault.indexOf(number)).not.toEqual(vault.digestOf(number.e164));
  });

  it('returns the indexes of all keys of the ring, first the one for look-ups', () => {
    const rotated = new NumberVault(ring(2, 1));
    expect(rotated.indexesOf(number)).toEqual([rotated.indexOf(number), vault.indexOf(number)]);
    expect(rotated.isIndexOf(number, vault.indexOf(number))).toBe(true);
    expect(vault.isIndexOf(number, rotated.indexOf(number))).toBe(false);
  });

  it('recognizes its digests under every key of the ring', () => {
    const digest = vault.digestOf('text');
    const rotated = new NumberVault(ring(2, 1));
    expect(rotated.isDigestOf('text', digest)).toBe(true);
    expect(rotated.isDigestOf('other', digest)).toBe(false);
    expect(new NumberVault(ring(2)).isDigestOf('text', digest)).toBe(false);
    expect(rotated.isDigestOf('text', digest.subarray(1))).toBe(false);
  });

  it('re-encrypts ciphertexts, including digests, with another key', () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    onTestFinished(() => logged.mockRestore());
    const rotated = new NumberVault(ring(2, 1));
    const onlyNew = new NumberVault(ring(2));
    const digest = vault.encryptDigest('text', here);
    expect(onlyNew.isEncryptedDigest(digest, 'text', here)).toBe(false);
    const reencrypted = rotated.reencrypt(digest, here);
    expect(onlyNew.isEncryptedDigest(reencrypted, 'text', here)).toBe(true);
    expect(onlyNew.isEncryptedDigest(reencrypted, 'other', here)).toBe(false);
    expect(onlyNew.isEncryptedDigest(reencrypted, 'text', place('elsewhere'))).toBe(false);
    expect(logged.mock.calls).toEqual([
      [expect.stringContaining('not in NUMBER_KEYS')],
      [expect.stringContaining('was changed or belongs elsewhere')],
    ]);
    expect(onlyNew.decrypt(rotated.reencrypt(vault.encrypt(number, here), here), here)).toEqual(
      number,
    );
    expect(() => rotated.reencrypt(vault.encrypt(number, here), place('elsewhere'))).toThrow();
  });

  it('refuses to use a key that it does not have', () => {
    expect(() => vault.indexOf(number, 2)).toThrow(NumberKeysOutdatedError);
    expect(() => vault.encrypt(number, here, 2)).toThrow(NumberKeysOutdatedError);
  });

  it('encrypts with the first key of the ring, and decrypts with all of them', () => {
    const rotated = new NumberVault(ring(2, 1));
    expect(rotated.decrypt(vault.encrypt(number, here), here).e164).toBe(number.e164);
    expect(() => vault.decrypt(rotated.encrypt(number, here), here)).toThrow(/not in NUMBER_KEYS/);
  });
});
