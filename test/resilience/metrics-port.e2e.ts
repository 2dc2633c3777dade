import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetricsServer } from '../../src/health/metrics-server.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ METRICS_PORT: '0' });
});
afterAll(() => app.stop());

describe('metrics with their own port', () => {
  it('are served there and not on the public port', async () => {
    const { url } = app.nest.get(MetricsServer);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { text, headers } = await request(url!).get('/metrics').expect(200);
    expect(text).toContain('maskline_call_decisions_total');
    expect(headers['content-type']).toContain('text/plain');
    const { body } = await request(app.url).get('/metrics').expect(404);
    expect(body.code).toBe('not-found');
    await request(app.url).post('/metrics').expect(404);
  });

  it('are the only thing served there', async () => {
    const { url } = app.nest.get(MetricsServer);
    for (const path of ['/', '/v1/pools', '/health/live', '/docs']) {
      const { body } = await request(url!).get(path).expect(404);
      expect(body.code).toBe('not-found');
    }
  });
});

describe('metrics without their own port', () => {
  it('are served on the public port', async () => {
    const replica = await app.replica({ METRICS_PORT: '' });
    expect(replica.nest.get(MetricsServer).url).toBeUndefined();
    await request(replica.url).get('/metrics').expect(200);
  });
});
