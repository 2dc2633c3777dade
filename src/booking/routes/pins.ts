import { randomInt } from 'node:crypto';
import type { NumberVault } from '../../platform/security/index.js';
import { PARTY_PIN } from '../model/encrypted-columns.js';
import type { RouteOwner } from './routes.js';

/**
 * Digits of a PIN. There are far more PINs than bookings of a virtual number, so the few attempts
 * of a caller cannot guess one.
 */
export const PIN_DIGITS = 8;

/** A party's PIN, encrypted for writing. */
export interface NewPin {
  bookingId: string;
  /** The number on which the party enters the PIN. */
  virtualNumberId: number;
  role: string;
  pin: string;
  ciphertext: Buffer;
  index: Buffer;
}

/** The booking and virtual number that a PIN belongs to. */
export type PinOwner = Omit<RouteOwner, 'callerIdNumberId'>;

export const randomPin = (): string =>
  String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0');

/**
 * Returns a PIN for each of the written keys.
 * @throws NumberKeysOutdatedError
 */
export function encryptedPins(
  vault: NumberVault,
  role: string,
  pin: string,
  { poolId, bookingId, virtualNumberId, writtenKeys }: PinOwner,
): NewPin[] {
  const ciphertext = PARTY_PIN.encrypt(vault, pin, { poolId, bookingId, role });
  return writtenKeys.map((key) => ({
    bookingId,
    virtualNumberId,
    role,
    pin,
    ciphertext,
    index: pinIndexOf(vault, virtualNumberId, pin, key),
  }));
}

/**
 * Returns the blind index of a PIN. It depends on the virtual number, so equal PINs of two numbers
 * have different indexes.
 */
export const pinIndexOf = (
  vault: NumberVault,
  virtualNumberId: number,
  pin: string,
  keyId = vault.currentKeyId,
): Buffer => vault.digestOf(`pin:${virtualNumberId}:${pin}`, keyId);
