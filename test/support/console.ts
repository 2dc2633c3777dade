import request from 'supertest';
import { expect } from 'vitest';
import type { TestApp } from './app.js';

/** What each request of the console carries besides its cookie. */
export const CONSOLE_HEADERS = { 'x-maskline-console': '1', 'sec-fetch-site': 'same-origin' };

/** A browser that is signed in to the console. */
export interface ConsoleClient {
  cookie: string;
  send: (method: 'get' | 'post' | 'patch' | 'delete', path: string, on?: TestApp) => request.Test;
}

export const postSignIn = (app: TestApp, key: unknown): request.Test =>
  request(app.url).post('/console/session').set(CONSOLE_HEADERS).send({ key });

/** Returns `name=value` of the cookie that a response sets. */
export const cookieOf = ({ headers }: request.Response): string =>
  String((headers as Record<string, unknown>)['set-cookie']).split(';', 1)[0]!;

export async function signIn(app: TestApp, key: string): Promise<ConsoleClient> {
  const response = await postSignIn(app, key);
  expect(response.status, JSON.stringify(response.body)).toBe(204);
  const cookie = cookieOf(response);
  return {
    cookie,
    send: (method, path, on = app) =>
      request(on.url)[method](path).set(CONSOLE_HEADERS).set('cookie', cookie),
  };
}
