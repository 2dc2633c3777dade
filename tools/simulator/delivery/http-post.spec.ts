import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpPoster } from './http-post.js';

describe('posting over keep-alive connections', () => {
  const poster = new HttpPoster();
  afterEach(() => poster.close());

  it('succeeds if the receiver closes a connection just as it is reused', async () => {
    const requestsByConnection: number[] = [];
    const server = createServer((socket) => {
      const connection = requestsByConnection.push(0) - 1;
      socket.on('data', () => {
        const requests = (requestsByConnection[connection] ?? 0) + 1;
        requestsByConnection[connection] = requests;
        if (requests > 1) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const request = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      headers: {},
      body: '',
      timeoutMs: 5000,
      signal: new AbortController().signal,
    };

    expect(await poster.post(request)).toEqual({ status: 200, body: 'ok' });
    expect(await poster.post(request)).toEqual({ status: 200, body: 'ok' });
    expect(requestsByConnection).toEqual([2, 1]);

    poster.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
