import { createHash } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE_PATH } from '../../src/platform/rest/index.js';
import { EVENT_TYPES } from '../../src/events/outbox/event-type.js';
import { newSubscriptionSecret, signedHeaders } from '../../src/events/delivery/event-signature.js';
import { readDocument } from '../../src/platform/openapi/index.js';
import type { Schema } from '../../src/platform/openapi/document.js';
import { adminRoutesOf } from '../support/api-keys.js';
import { startApp, type TestApp } from '../support/app.js';
import { adminOperations } from '../support/contract/operations.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const document = readDocument();
/** The example messages of 8x8 belong to one call. */
const SESSION_OF_EXAMPLES = '0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5';

describe('the OpenAPI document', () => {
  it('lists exactly the registered admin routes, each with its required scope', () => {
    const described = adminOperations().map(
      ({ method, url, scope, isForAllPools }) => `${method} ${url} ${scope} ${isForAllPools}`,
    );
    const registered = adminRoutesOf(app).map(
      ({ method, url, requiredScope, isForAllPools = false }) =>
        `${method} ${url} ${requiredScope} ${isForAllPools}`,
    );
    expect(described.length).toBeGreaterThan(50);
    expect(described.toSorted()).toEqual(registered.toSorted());
  });

  it('is public: it needs no API key', async () => {
    const { body, headers } = await request(app.url).get('/openapi.json').expect(200);
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(body).toEqual(document);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('has an example of every request body and of every success response with a body', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { requestBody, responses }] of Object.entries(methods)) {
        const content = requestBody?.content['application/json'];
        if (content)
          expect(Object.keys(content.examples ?? {}), `${method} ${path}`).not.toEqual([]);
        for (const [status, response] of Object.entries(responses)) {
          if (!status.startsWith('2') || '$ref' in response || !response.content) continue;
          for (const one of Object.values(response.content)) {
            expect('examples' in one || 'example' in one, `${method} ${path}`).toBe(true);
          }
        }
      }
    }
  });

  it('shows every field of every request body in some example, so that tests made of them miss none', () => {
    const { schemas } = document.components;
    const missing = new Set<string>();
    const shown = new Set<string>();
    /** Walks a schema together with the example values at the same place. */
    const visit = (
      { $ref, anyOf = [], items, properties }: Schema,
      values: unknown[],
      at: string,
    ): void => {
      if ($ref) {
        const name = $ref.split('/').at(-1)!;
        return visit(schemas[name]!, values, name);
      }
      for (const one of anyOf) visit(one, values, at);
      if (items) visit(items, values.flat(), at);
      for (const [name, property] of Object.entries(properties ?? {})) {
        const found = values.flatMap((value) => (value as Record<string, unknown>)?.[name] ?? []);
        (found.length > 0 ? shown : missing).add(`${at}.${name}`);
        visit(property, found, `${at}.${name}`);
      }
    };
    for (const [path, methods] of Object.entries(document.paths)) {
      if (!path.startsWith('/v1/')) continue;
      for (const { requestBody } of Object.values(methods)) {
        const { schema, examples = {} } = requestBody?.content['application/json'] ?? {};
        if (schema)
          visit(
            schema,
            Object.values(examples).map(({ value }) => value),
            path,
          );
      }
    }
    expect(shown.size).toBeGreaterThan(60);
    expect([...missing].filter((field) => !shown.has(field))).toEqual([]);
  });

  it('has an example of every parameter', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { parameters = [] }] of Object.entries(methods)) {
        const without = parameters.filter((parameter) => !('example' in parameter));
        expect(without, `${method} ${path}`).toEqual([]);
      }
    }
  });

  it('has example carrier webhooks that Maskline can read', async () => {
    for (const [path, { post }] of Object.entries(document.paths)) {
      if (!path.startsWith('/webhooks/8x8/')) continue;
      const examples = Object.values(post!.requestBody!.content['application/json']!.examples!);
      for (const { value } of examples) {
        await app.webhook(path.slice('/webhooks/8x8/'.length), value as object).expect(200);
      }
    }
    const { body: unreadable } = await app.get('/v1/dead-letters').expect(200);
    expect(unreadable.items).toEqual([]);
    const { body: call } = await app.get(`/v1/calls/${SESSION_OF_EXAMPLES}`).expect(200);
    expect(call).toMatchObject({ outcome: 'refused', sessionStatus: 'COMPLETED' });
    expect(call.recordings).toHaveLength(1);
  });

  it('describes event deliveries, with an example of each event type and the signature headers', () => {
    const { parameters, requestBody } = document.webhooks['event']!['post']!;
    const { schema, examples } = requestBody!.content['application/json']!;
    expect(schema).toEqual({ $ref: '#/components/schemas/Event' });
    expect(Object.keys(examples!).toSorted()).toEqual([...EVENT_TYPES].toSorted());
    const headers = signedHeaders('id', new Date(), '{}', [newSubscriptionSecret()]);
    expect(parameters!.map(({ name }) => name)).toEqual(Object.keys(headers));
  });

  it("shows no party's number in a response that the API masks", () => {
    for (const methods of Object.values(document.paths)) {
      for (const { responses } of Object.values(methods)) {
        const done = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        expect(JSON.stringify(done)).not.toMatch(/\+65[89]\d{7}/);
      }
    }
  });
});

describe('the API documentation page', () => {
  it('has only files of its own, and a policy that allows no others', async () => {
    const { text, headers } = await request(app.url).get('/docs').expect(200);
    expect(headers['content-type']).toContain('text/html');
    const policy = headers['content-security-policy'];
    expect(policy).toContain(
      `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'`,
    );
    expect(policy).toContain(`connect-src 'self'`);
    const files = [...text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const { headers: sent } = await request(app.url).get(`/${file}`).expect(200);
      expect(sent['cache-control']).toContain('immutable');
    }
    // No other addresses, and no script or style in the page itself.
    expect(text).not.toMatch(
      /(src|href)="(?!\.\/|openapi\.json|docs\/errors)|<style|<script[^>]*>[^<]/,
    );
    await request(app.url).get('/docs/assets/none.js').expect(404);
  });

  it('of errors has no scripts, and only the style that its policy names', async () => {
    const { text, headers } = await request(app.url).get('/docs/errors').expect(200);
    expect(text).not.toMatch(/<script|src=|href="(https?:)?\/\//);
    const style = /<style>([^]*)<\/style>/.exec(text)![1]!;
    const digest = createHash('sha256').update(style).digest('base64');
    const policy = headers['content-security-policy'];
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${digest}'`);
    expect(policy).not.toContain('unsafe');
  });

  it('explains an error at the URL in its type', async () => {
    const { body: problem } = await app.get('/v1/bookings/none').expect(404);
    const type = new URL(problem.type, app.url);
    expect(type.pathname).toBe(ERROR_CATALOGUE_PATH);
    const { text } = await request(app.url).get(type.pathname).expect(200);
    expect(text).toContain(`<tr id="${type.hash.slice(1)}">`);
    for (const code of Object.keys(document['x-errors'])) {
      expect(text).toContain(`<tr id="${code}">`);
    }
  });
});

describe('a created resource', () => {
  it('is found at its Location', async () => {
    const name = 'located';
    const pool = await app.post('/v1/pools', { name, subAccountId: 'acme_rides' }).expect(201);
    const key = await app.post('/v1/api-keys', { name, scopes: ['pools:read'] }).expect(201);
    const rotated = await app.post(`/v1/api-keys/${key.body.id}/rotate`, {}).expect(201);
    const endpoint = await app
      .post('/v1/event-subscriptions', { url: 'https://acme.example/events' })
      .expect(201);
    for (const { headers, body } of [pool, key, rotated, endpoint]) {
      const found = await app.get(headers['location']!).expect(200);
      expect(found.body.id).toBe(body.id);
    }
  });
});
