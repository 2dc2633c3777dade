import { expect, it } from 'vitest';
import { surfaceOf } from './surface.js';

it.each([
  ['/webhooks/8x8/call-action', 'voice-webhooks'],
  ['/webhooks/8x8/sms', 'sms-webhooks'],
  ['/webhooks/8x8/sms?a=b', 'sms-webhooks'],
  ['/webhooks/8x8/smses', 'voice-webhooks'],
  ['/v1/pools', 'admin'],
  ['/v1', 'other'],
  ['/twilio/v1/Services', 'twilio'],
  ['/twilion', 'other'],
  ['/console', 'console'],
  ['/console/session', 'console'],
  ['/consoles', 'other'],
  ['/health/ready', 'other'],
  ['/', 'other'],
  ['*', 'other'],
])('the surface of %s is %s', (url, surface) => {
  expect(surfaceOf(url)).toBe(surface);
});
