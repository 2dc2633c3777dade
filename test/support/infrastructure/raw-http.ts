import { type IncomingHttpHeaders, request as httpRequest, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';

/** Sends bytes that need not be valid HTTP. Returns the whole response. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  return text(socket).catch(() => '');
}

export interface RawResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends a request unchanged. Returns the response without decompressing it or following redirects. */
export function sendHttp(
  url: string,
  { body, ...options }: RequestOptions & { body?: Buffer | string },
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: false, ...options }, (response) => {
      buffer(response).then(
        (bytes) =>
          resolve({ status: response.statusCode!, headers: response.headers, body: bytes }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
