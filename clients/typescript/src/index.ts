import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api.js';

/** The admin API, typed by its OpenAPI document. */
export type MasklineClient = Client<paths>;

/** The schemas of requests and responses, for example `Schemas['Booking']`. */
export type Schemas = components['schemas'];

/** A problem document (RFC 9457), with its code and the members of that code. */
export type Problem = Extract<Schemas[keyof Schemas], { code: string; instance: string }>;

/** A failed request; decide by `problem.code`. */
export class MasklineError extends Error {
  override readonly name = 'MasklineError';
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** Creates a client. @param url of Maskline, without a path */
export const createMasklineClient = (url: string, apiKey: string): MasklineClient =>
  createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${apiKey}` } });

/** Returns the data of a response. @throws MasklineError for a problem; fetch's error without a response */
export async function answerOf<Data>(
  request: Promise<{ data?: Data; error?: unknown }>,
): Promise<Data> {
  const { data, error } = await request;
  if (error !== undefined) throw new MasklineError(error as Problem);
  return data as Data;
}
