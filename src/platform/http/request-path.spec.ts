import { describe, expect, it } from 'vitest';
import { plainUrl } from './request-path.js';

describe('a URL', () => {
  it.each([
    ['/webhooks/8x8/call-action/', '/webhooks/8x8/call-action'],
    ['//webhooks///8x8/call-action//?x=//', '/webhooks/8x8/call-action?x=//'],
    ['/docs/errors/?a=/', '/docs/errors?a=/'],
    ['//', '/'],
  ])('loses redundant slashes: %s', (url, plain) => {
    expect(plainUrl(url)).toBe(plain);
  });

  it.each([
    '/',
    '/docs',
    '/docs/',
    '/docs?next=//x/',
    '/v1/bookings/',
    '//v1/bookings',
    '/v1//bookings',
    '/v1/',
    '*',
    '',
    'http://x//docs/',
    'x:443',
  ])('is not changed: "%s"', (url) => {
    expect(plainUrl(url)).toBe(url);
  });
});
