import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProblem } from '../../platform/rest/index.js';
import {
  API_KEY,
  ClientUnderTest,
  EMPTY_LIST,
  MEBIBYTE,
  read,
  register,
  startCall,
} from '../test-support/client-under-test.js';
import { json, type Reply, ScriptedServer } from '../test-support/scripted-server.js';

let stage: ClientUnderTest;
beforeEach(async () => {
  stage = await ClientUnderTest.start();
});
afterEach(() => stage.server.close());

describe('a response that is not from 8x8', () => {
  it.each([
    ['HTML', json(200, '<!doctype html><title>Welcome</title>', { 'content-type': 'text/html' })],
    ['truncated', json(200, '{"numbers": [{"msisdn": "65')],
    ['empty', json(200, '')],
    ['binary', json(200, '\0\u0001')],
  ] satisfies [string, Reply][])('is a bad response: %s', async (_name, reply) => {
    stage.server.reply(reply);
    const error = await stage.failureOf(read(stage.clientWith()));
    expect(error).toMatchObject({ code: 'eightxeight-bad-response', reason: 'not-json' });
    expect(toProblem(error, '/')).toMatchObject({ status: 502 });
    expect(stage.server.received).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'is a bad response: a redirect to another host, which gets no request (%i)',
    async (status) => {
      const other = await ScriptedServer.start();
      other.reply(EMPTY_LIST);
      for (const location of [other.url, `${stage.server.url}/elsewhere`, '']) {
        stage.server.reply(json(status, '{}', { location }));
        for (const call of [read, register, startCall]) {
          const error = await stage.failureOf(call(stage.clientWith()));
          expect(error).toMatchObject({ code: 'eightxeight-bad-response', reason: 'redirect' });
        }
      }
      expect(other.received).toEqual([]);
      expect(stage.server.received.filter(({ path }) => path === '/elsewhere')).toEqual([]);
      await other.close();
    },
  );

  it('is not read to its end if it has 20 MB', async () => {
    let sent = 0;
    const flood: Reply = (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const send = () => {
        while (!response.destroyed && sent < 20 * MEBIBYTE) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', send);
        }
        response.end();
      };
      send();
    };
    stage.server.reply(flood);
    const client = stage.clientWith({ maxResponseBytes: 5 * MEBIBYTE });
    const error = await stage.failureOf(read(client));
    expect(error).toMatchObject({ code: 'eightxeight-bad-response', reason: 'too-large' });
    expect(sent).toBeLessThan(20 * MEBIBYTE);
    expect(stage.server.received).toHaveLength(1);
  });

  it('may be large within the limit', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => ({
      msisdn: String(6_500_000_000 + index),
      operationalStatus: 'Active',
    }));
    stage.server.reply(json(200, { totalNumbers: numbers.length, numbers }));
    const list = await read(stage.clientWith());
    expect(list.numbers).toHaveLength(20_000);
  });
});

describe('the API key', () => {
  it('is required: without a key nothing is sent', async () => {
    const error = await stage.failureOf(read(stage.clientWith({ apiKey: undefined })));
    expect(error).toMatchObject({ code: 'eightxeight-not-configured' });
    expect(toProblem(error, '/')).toMatchObject({ status: 503 });
    expect(stage.server.received).toEqual([]);
  });

  it('is hidden when the client is inspected or serialised', () => {
    const client = stage.clientWith();
    expect(inspect(client, { depth: null, showHidden: true })).not.toContain(API_KEY);
    expect(JSON.stringify(client)).not.toContain(API_KEY);
  });

  it.each(['key\r\nx: y', 'schlüssel', 'two words', ''])(
    'is refused if it is not valid in a header, without showing it: %j',
    (apiKey) => {
      expect(() => stage.clientWith({ apiKey })).toThrow(/^not an API key$/);
    },
  );
});
