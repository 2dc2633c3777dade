import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { NewApiKeyResponse } from '../../src/platform/security/api-keys/api-key.mapper.js';
import { type AdminRoute, AdminRoutes, type Scope } from '../../src/platform/security/index.js';
import type { AdminClient, TestApp } from './app.js';

export async function createKey(
  client: AdminClient,
  scopes: readonly Scope[],
  more: Record<string, unknown> = {},
): Promise<NewApiKeyResponse> {
  const response = await client.post('/v1/api-keys', { name: 'key of a test', scopes, ...more });
  expect(response.status, JSON.stringify(response.body)).toBe(201);
  return response.body as NewApiKeyResponse;
}

/** Returns the admin routes registered with Fastify, so that new routes are included automatically. */
export const adminRoutesOf = (app: TestApp): AdminRoute[] => app.nest.get(AdminRoutes).all;

/** Puts ids into the pattern of a route; `:id` is looked up together with the preceding segment. */
export const pathOf = (url: string, ids: Readonly<Record<string, string>> = {}): string =>
  url.replaceAll(
    /\/([^/]+)\/:([A-Za-z]+)/g,
    (_, kind: string, name: string) =>
      `/${kind}/${ids[`${kind}/:${name}`] ?? ids[name] ?? randomUUID()}`,
  );
