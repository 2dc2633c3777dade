import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../platform/values/index.js';
import { NumberVault, DecryptionFailedError } from '../../platform/security/index.js';
import {
  BOOKING_CONTENT,
  PARTY_ALTERNATE,
  PARTY_NUMBER,
  PARTY_PIN,
  phoneColumn,
  ROUTE_CALLEE,
} from './encrypted-columns.js';

const vault = new NumberVault([{ id: 1, key: Buffer.alloc(32, 1) }]);
const NUMBER = PhoneNumber.fromStored('+6591110001');
const ROW = {
  poolId: 'pool',
  bookingId: 'booking',
  role: 'rider',
  position: 1,
  virtualNumberId: 7,
  callerIndex: Buffer.alloc(32, 1),
};
const OTHER = {
  poolId: 'other',
  bookingId: 'other',
  role: 'driver',
  position: 2,
  virtualNumberId: 8,
  callerIndex: Buffer.alloc(32, 2),
};
type Part = keyof typeof ROW;

const COLUMNS = [
  {
    name: 'the first phone number of a party',
    of: ['poolId', 'bookingId', 'role'],
    column: PARTY_NUMBER,
  },
  {
    name: 'an alternate phone number of a party',
    of: ['poolId', 'bookingId', 'role', 'position'],
    column: PARTY_ALTERNATE,
  },
  {
    name: 'the callee of a route',
    of: ['poolId', 'bookingId', 'virtualNumberId', 'callerIndex'],
    column: ROUTE_CALLEE,
  },
] as const;

describe.each(COLUMNS)('$name', ({ column, of }) => {
  const encrypted = column.encrypt(vault, NUMBER, ROW);

  it('can be decrypted in its own row', () => {
    expect(column.decrypt(vault, encrypted, ROW)).toEqual(NUMBER);
  });

  it.each<Part>([...of])('cannot be decrypted in a row with another %s', (part) => {
    const row = { ...ROW, [part]: OTHER[part] };
    expect(() => column.decrypt(vault, encrypted, row)).toThrow(DecryptionFailedError);
  });

  it.each(COLUMNS.filter((other) => other.column !== column))(
    'cannot be decrypted as $name',
    (other) => {
      expect(() => other.column.decrypt(vault, encrypted, ROW)).toThrow(DecryptionFailedError);
    },
  );
});

describe('a PIN and the digest of a booking', () => {
  const pin = PARTY_PIN.encrypt(vault, '12345678', ROW);
  const digest = BOOKING_CONTENT.encrypt(vault, 'content', ROW);

  it('can be read in their own row', () => {
    expect(PARTY_PIN.decrypt(vault, pin, ROW)).toBe('12345678');
    expect(BOOKING_CONTENT.isOf(vault, digest, 'content', ROW)).toBe(true);
    expect(BOOKING_CONTENT.isOf(vault, digest, 'other content', ROW)).toBe(false);
  });

  it.each<Part>(['poolId', 'bookingId', 'role'])(
    'the PIN cannot be decrypted with another %s',
    (part) => {
      expect(() => PARTY_PIN.decrypt(vault, pin, { ...ROW, [part]: OTHER[part] })).toThrow(
        DecryptionFailedError,
      );
    },
  );

  it.each<Part>(['poolId', 'bookingId'])('the digest does not match with another %s', (part) => {
    const row = { ...ROW, [part]: OTHER[part] };
    expect(BOOKING_CONTENT.isOf(vault, digest, 'content', row)).toBe(false);
  });
});

describe('the column of a phone number', () => {
  it('is in `party` for the first number and in `party_alternate` for the others', () => {
    expect([0, 1, 2].map(phoneColumn)).toEqual([PARTY_NUMBER, PARTY_ALTERNATE, PARTY_ALTERNATE]);
  });
});
