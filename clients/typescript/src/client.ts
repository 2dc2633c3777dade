import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './api.js';
import { type RetryOptions, retryingFetch } from './retry.js';

/** The admin API, typed by its OpenAPI document. */
export type MasklineClient = Client<paths>;

export interface ClientOptions extends RetryOptions {
  /** Sent with each request. */
  headers?: Record<string, string>;
}

/**
 * Creates a client. It repeats a request that the server refused for now, and one whose response was
 * lost if the request has the same effect when it is sent twice.
 * @param url of Maskline, without a path
 * @param apiKey null for pages of the server itself, which send a cookie
 * @throws TypeError if the key is undefined, as an environment variable that is not set
 */
export function createMasklineClient(
  url: string,
  apiKey: string | null | undefined,
  { headers, ...retry }: ClientOptions = {},
): MasklineClient {
  if (apiKey === undefined) throw new TypeError('No API key: is its environment variable set?');
  return createClient<paths>({
    baseUrl: url,
    headers: { ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }), ...headers },
    fetch: retryingFetch(retry),
  });
}
