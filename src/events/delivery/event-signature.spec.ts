import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSubscriptionSecret, signedHeaders } from './event-signature.js';

describe('signed headers', () => {
  it('match the example of Standard Webhooks', () => {
    // Source: standard-webhooks, spec/standard-webhooks.md and the tests of its libraries.
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('contain one signature per secret, in the given order, with a timestamp in whole seconds', () => {
    const secrets = Array.from({ length: 20 }, newSubscriptionSecret);
    const body = JSON.stringify({ text: 'Grüße 😀 \u0000 \ud800'.repeat(2_000) }) + '\ud800';
    const signatures = secrets.map((secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const digest = createHmac('sha256', key).update(`id.1614265330.${body}`).digest('base64');
      return `v1,${digest}`;
    });
    expect(signedHeaders('id', new Date(1_614_265_330_999), body, secrets)).toEqual({
      'webhook-id': 'id',
      'webhook-timestamp': '1614265330',
      'webhook-signature': signatures.join(' '),
    });
  });

  it('verify with each of the secrets and with no other', () => {
    const secrets = [newSubscriptionSecret(), newSubscriptionSecret()];
    const body = JSON.stringify({ text: 'Grüße +••••' });
    const headers = signedHeaders('1', new Date(), body, secrets);
    for (const secret of secrets) {
      expect(new Webhook(secret).verify(body, headers)).toEqual({ text: 'Grüße +••••' });
    }
    expect(() => new Webhook(newSubscriptionSecret()).verify(body, headers)).toThrow(/signature/i);
  });
});
