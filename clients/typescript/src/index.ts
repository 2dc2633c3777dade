import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api.js';

/** The admin API, typed by its OpenAPI document. */
export type MasklineClient = Client<paths>;

/** What requests and answers are made of: `Schemas['Booking']`. */
export type Schemas = components['schemas'];

/** An error document, with its code and what else that code has. */
export type Problem = Extract<Schemas[keyof Schemas], { code: string; instance: string }>;

/** A request that was not done; decide by `problem.code`. */
export class MasklineError extends Error {
  override readonly name = 'MasklineError';
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }
}

/** @param url where Maskline is, without a path */
export const createMasklineClient = (url: string, apiKey: string): MasklineClient =>
  createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${apiKey}` } });

/** What was asked for. @throws MasklineError if it was not done; fetch's error without an answer */
export async function answerOf<Data>(
  request: Promise<{ data?: Data; error?: unknown }>,
): Promise<Data> {
  const { data, error } = await request;
  if (error !== undefined) throw new MasklineError(error as Problem);
  return data as Data;
}
