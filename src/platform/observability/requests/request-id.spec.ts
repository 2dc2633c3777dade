import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

describe('the id of a request', () => {
  it.each([
    'a',
    'req_01J9Z3NDEKTSV4RRFFQ69G5FAV',
    '4bf92f3577b34da6a3ce929d00004736',
    '12345678-1234-1234-1234-123456789012',
    'gateway:7/abc+def==',
    'x'.repeat(128),
  ])('is that of the client: %s', (given) => {
    expect(requestIdOf({ 'x-request-id': given })).toBe(given);
  });

  it.each([
    undefined,
    '',
    'x'.repeat(129),
    'two words',
    'a"b',
    'a\nb',
    'ä',
    '+6591178965',
    'rider-6591178965',
    '65.9117.8965',
    '0'.repeat(31),
  ])('is a new one instead of %j', (given) => {
    const id = requestIdOf(given === undefined ? {} : { 'x-request-id': given });
    expect(id).toMatch(UUID);
  });
});
