import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../platform/values/index.js';
import { loadSettings } from '../../platform/config/index.js';
import {
  NumberVault,
  DecryptionFailedError,
  WithheldCallers,
} from '../../platform/security/index.js';
import { PARTY_PIN, ROUTE_CALLEE } from '../model/encrypted-columns.js';
import {
  type CallerProof,
  RouteMismatchError,
  RouteOpener,
  type StoredRoute,
  WithheldCalleeError,
} from './route-opener.js';

const RIDER = PhoneNumber.fromStored('+6591110001');
const DRIVER = PhoneNumber.fromStored('+6591110002');
const STRANGER = PhoneNumber.fromStored('+6591110003');
const PIN = '12345678';
const keyMaterial = (id: number) => ({ id, key: Buffer.alloc(32, id) });
const vault = new NumberVault([keyMaterial(2), keyMaterial(1)]);

/** Returns the stored route from the rider to the driver, written under `keyId`. */
function routeToDriver(keyId = 2): StoredRoute {
  const [poolId, bookingId, virtualNumberId] = ['pool', 'booking', 7];
  const callerIndex = vault.indexOf(RIDER, keyId);
  return {
    poolId,
    bookingId,
    virtualNumberId,
    callerRole: 'rider',
    callerIndex,
    calleeRole: 'driver',
    calleeIndex: vault.indexOf(DRIVER, keyId),
    calleeCiphertext: ROUTE_CALLEE.encrypt(
      vault,
      DRIVER,
      { poolId, bookingId, virtualNumberId, callerIndex },
      keyId,
    ),
  };
}

const encryptedPin = (role: string, bookingId = 'booking') =>
  PARTY_PIN.encrypt(vault, PIN, { poolId: 'pool', bookingId, role });

const openerWith = (withheld: string) => {
  const settings = loadSettings({
    DATABASE_URL: 'postgres://localhost/none',
    ADMIN_API_KEY: 'mk_for-the-tests-only',
    WEBHOOK_SECRETS: 'for-the-tests-only',
    NUMBER_KEYS: `1:${Buffer.alloc(32, 1).toString('base64')}`,
    WITHHELD_CALLERS: withheld,
  });
  return new RouteOpener(vault, new WithheldCallers(settings));
};
const opener = openerWith('266696687');
const asRider: CallerProof = { number: RIDER };

describe('a route', () => {
  const proofs: [string, CallerProof][] = [
    ["the index of the caller's number", { index: vault.indexOf(RIDER) }],
    ['the number itself', asRider],
    ["the party's PIN", { pin: PIN, pinCiphertext: encryptedPin('rider') }],
  ];
  it.each(proofs)('opens for its caller, proven by %s', (_, proof) => {
    expect(opener.open(routeToDriver(), proof)).toEqual({
      poolId: 'pool',
      bookingId: 'booking',
      callerRole: 'rider',
      calleeRole: 'driver',
      callee: DRIVER,
    });
  });

  it('opens if it was written under an earlier key of the ring', () => {
    const route = routeToDriver(1);
    expect(opener.open(route, asRider).callee).toEqual(DRIVER);
    expect(opener.open(route, { index: vault.indexOf(RIDER, 1) }).callee).toEqual(DRIVER);
  });

  const strangers: [string, CallerProof][] = [
    ['the index of another number', { index: vault.indexOf(STRANGER) }],
    ['no index', { index: null }],
    ['another number', { number: STRANGER }],
    ['another PIN', { pin: '12345679', pinCiphertext: encryptedPin('rider') }],
    ['a PIN if the party has none', { pin: PIN, pinCiphertext: null }],
    ["the other party's PIN", { pin: PIN, pinCiphertext: encryptedPin('driver') }],
    ['a PIN of another booking', { pin: PIN, pinCiphertext: encryptedPin('rider', 'other') }],
  ];
  it.each(strangers)('does not open for %s', (_, proof) => {
    expect(() => opener.open(routeToDriver(), proof)).toThrow();
  });

  it.each(Object.keys(routeToDriver()))('does not open without its %s', (column) => {
    expect(() => opener.open({ ...routeToDriver(), [column]: null }, asRider)).toThrow(
      RouteMismatchError,
    );
  });

  const moved: [string, Partial<StoredRoute>][] = [
    ['pool', { poolId: 'other' }],
    ['booking', { bookingId: 'other' }],
    ['number', { virtualNumberId: 8 }],
  ];
  it.each(moved)('does not open if it was copied to another %s', (_, change) => {
    expect(() => opener.open({ ...routeToDriver(), ...change }, asRider)).toThrow();
  });

  it('does not open if it was copied to another caller, even for that caller', () => {
    const route = { ...routeToDriver(), callerIndex: vault.indexOf(STRANGER) };
    expect(() => opener.open(route, { number: STRANGER })).toThrow(DecryptionFailedError);
  });

  it('does not open if its callee ciphertext has another number than its index', () => {
    const key = {
      poolId: 'pool',
      bookingId: 'booking',
      virtualNumberId: 7,
      callerIndex: vault.indexOf(RIDER),
    };
    const calleeCiphertext = ROUTE_CALLEE.encrypt(vault, STRANGER, key);
    const route = { ...routeToDriver(), calleeCiphertext };
    expect(() => opener.open(route, asRider)).toThrow('has another callee');
  });

  it('does not open if the callee is a placeholder for withheld numbers', () => {
    const strict = openerWith(DRIVER.e164.slice(1));
    expect(() => strict.open(routeToDriver(), asRider)).toThrow(WithheldCalleeError);
  });
});
