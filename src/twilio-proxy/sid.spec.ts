import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import {
  numberOfSid,
  numberSidOf,
  participantSidOf,
  roleOfId,
  roleOfSid,
  sidOf,
  uuidOf,
} from './sid.js';

describe('a SID', () => {
  it('has 34 characters and leads back to what it names', () => {
    for (let count = 0; count < 200; count += 1) {
      const id = uuidv7();
      const sid = sidOf('KC', id);
      expect(sid).toMatch(/^KC[0-9a-f]{32}$/);
      expect(uuidOf('KC', sid)).toBe(id);
      const role = roleOfId(id);
      expect(role).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/);
      expect(participantSidOf(role)).toBe(`KP${sid.slice(2)}`);
      expect(roleOfSid(`KP${sid.slice(2)}`)).toBe(role);
    }
  });

  it.each(['+6568332048', '+1000000', '+123456789012345', '+6500000000'])(
    'of the number %s leads back to it',
    (msisdn) => {
      expect(numberSidOf(msisdn)).toMatch(/^PN[0-9a-f]{32}$/);
      expect(numberOfSid(numberSidOf(msisdn))).toBe(msisdn);
    },
  );

  it.each(['', 'KC', `KS${'a'.repeat(32)}`, `KC${'A'.repeat(32)}`, `KC${'g'.repeat(32)}`])(
    'of another kind or form (%s) names no session',
    (text) => {
      expect(uuidOf('KC', text)).toBeUndefined();
    },
  );

  it.each(['PN', `PN${'0'.repeat(32)}`, `PN${'a'.repeat(32)}`, `PN${'1'.repeat(32)}`])(
    'without a number (%s) names no number',
    (text) => {
      expect(numberOfSid(text)).toBeUndefined();
    },
  );
});
