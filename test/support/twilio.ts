import { createRequire } from 'node:module';
import { expect } from 'vitest';
import request from 'supertest';
import type { Twilio } from 'twilio-6';
import type { NewTwilioAccountResponse } from '../../src/twilio-proxy/accounts/twilio-account.mapper.js';
import { SUB_ACCOUNT, type TestApp } from './app.js';
import { newVirtualNumber } from './scenario.js';

/** The majors of the published package, installed as aliases. */
export const MAJORS = [4, 5, 6] as const;
export type Major = (typeof MAJORS)[number];
export const MODULE_FORMS = ['CommonJS', 'ESM'] as const;
export type ModuleForm = (typeof MODULE_FORMS)[number];

/** The parts of the package that the tests use. */
export interface TwilioPackage {
  (accountSid: string, authToken: string): Twilio;
  validateRequest(
    authToken: string,
    signature: string,
    url: string,
    parameters: Record<string, string>,
  ): boolean;
}

/** Loads the package as programs of both kinds do. */
export async function twilioPackage(major: Major, form: ModuleForm): Promise<TwilioPackage> {
  const name = `twilio-${major}`;
  const loaded: unknown =
    form === 'CommonJS'
      ? createRequire(import.meta.url)(name)
      : ((await import(name)) as { default: unknown }).default;
  return loaded as TwilioPackage;
}

export async function createTwilioAccount(
  app: TestApp,
  more: Record<string, unknown> = {},
): Promise<NewTwilioAccountResponse> {
  const account = { name: 'account of a test', subAccountId: SUB_ACCOUNT, ...more };
  const response = await app.post('/v1/twilio-accounts', account);
  expect(response.status, JSON.stringify(response.body)).toBe(201);
  return response.body as NewTwilioAccountResponse;
}

/** Returns a client that differs from one of Twilio by its base URL only. */
export function clientOf(
  twilio: TwilioPackage,
  { accountSid, authToken }: NewTwilioAccountResponse,
  url: string,
): Twilio {
  const client = twilio(accountSid, authToken);
  client.proxy.baseUrl = `${url}/twilio`;
  return client;
}

/** What the package throws. */
export interface TwilioFailure {
  status: number;
  code: number;
  message: string;
  moreInfo: string;
}

/** Expects a request of the package to fail. */
export async function failureOf(running: Promise<unknown>): Promise<TwilioFailure> {
  try {
    await running;
  } catch (error) {
    return error as TwilioFailure;
  }
  throw new Error('the request did not fail');
}

/** Sends a request as a program without the package does. */
export function twilioRequest(
  app: TestApp,
  account: NewTwilioAccountResponse | undefined,
  method: 'get' | 'post' | 'delete' | 'put' | 'patch' | 'options' | 'head',
  path: string,
): request.Test {
  const test = request(app.url)[method](`/twilio${path}`);
  return account ? test.auth(account.accountSid, account.authToken) : test;
}

/** Creates a service with phone numbers. */
export async function createService(
  client: Twilio,
  { numbers = 2, ...parameters }: { numbers?: number } & Record<string, unknown> = {},
) {
  const uniqueName = `service-${Math.random().toString(36).slice(2, 10)}`;
  const service = await client.proxy.v1.services.create({ uniqueName, ...parameters });
  const msisdns = Array.from({ length: numbers }, newVirtualNumber);
  for (const phoneNumber of msisdns) await service.phoneNumbers().create({ phoneNumber });
  return { service, of: client.proxy.v1.services(service.sid), numbers: msisdns };
}
