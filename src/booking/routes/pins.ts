import { randomInt } from 'node:crypto';
import type { NumberVault } from '../../platform/security/index.js';
import { PARTY_PIN } from '../model/encrypted-columns.js';
import type { RouteOwner } from './routes.js';

/**
 * Digits of a PIN: many more PINs than a number ever has bookings, so that the few tries that a
 * caller has do not hit one.
 */
export const PIN_DIGITS = 8;

/** A party's PIN as it is written. */
export interface NewPin {
  bookingId: string;
  role: string;
  pin: string;
  ciphertext: Buffer;
  index: Buffer;
}

export const randomPin = (): string =>
  String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0');

/** Like routes, once under each of the written keys. @throws NumberKeysOutdatedError */
export function encryptedPins(
  vault: NumberVault,
  role: string,
  pin: string,
  { poolId, bookingId, virtualNumberId, writtenKeys }: RouteOwner,
): NewPin[] {
  const ciphertext = PARTY_PIN.encrypt(vault, pin, { poolId, bookingId, role });
  return writtenKeys.map((key) => ({
    bookingId,
    role,
    pin,
    ciphertext,
    index: pinIndexOf(vault, virtualNumberId, pin, key),
  }));
}

/** Blind, and bound to the number: equal PINs of two numbers do not look equal. */
export const pinIndexOf = (
  vault: NumberVault,
  virtualNumberId: number,
  pin: string,
  keyId = vault.currentKeyId,
): Buffer => vault.digestOf(`pin:${virtualNumberId}:${pin}`, keyId);
