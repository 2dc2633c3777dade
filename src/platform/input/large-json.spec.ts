import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LargeJsonReader } from './large-json.js';

async function read(text: string | Buffer, chunkBytes = 64 * 1024) {
  const bytes = Buffer.from(text as string);
  const reader = new LargeJsonReader();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    await reader.push(bytes.subarray(at, at + chunkBytes));
  }
  return reader.end();
}

function parsed(text: string): { value: unknown } | { fault: 'not-json' } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: 'not-json' };
  }
}

const UNSAFE = /__proto__|constructor|prototype/;

/** Returns a snapshot like those of 8x8. */
const snapshot = (numbers: number) => ({
  namespace: 'VOICE',
  payload: {
    totalNumbers: numbers,
    virtualNumbers: Array.from({ length: numbers }, (_, at) => ({
      msisdn: `+65${60_000_000 + at}`,
      operationalStatus: 'Active',
      note: 'a "quoted" \\ text, Zoë 😀 [{,}]',
      numberHealth: { isHealthy: true, checks: [1, 2, [3]] },
    })),
    subAccountId: 'acme_rides',
  },
});

describe('a large JSON text', () => {
  it('is parsed with the same result as by JSON.parse, regardless of its chunks', async () => {
    const text = JSON.stringify(snapshot(2_000));
    for (const chunkBytes of [997, 16 * 1024, 64 * 1024, 10_000_000]) {
      expect(await read(text, chunkBytes)).toEqual(parsed(text));
    }
  });

  it('may contain several lists, the same name twice, spaces and a byte order mark', async () => {
    const list = JSON.stringify(snapshot(300).payload.virtualNumbers, null, 3);
    const texts = [
      `{"a":${list},"b":[],"a":{"c":${list},"d":[1,[2]]}}`,
      ` [ ${list.slice(1)}`,
      `\ufeff{"a" : ${list} }\n`,
    ];
    for (const text of texts) {
      expect(await read(text, 5_000)).toEqual(parsed(text.replace('\ufeff', '')));
    }
  });

  it('is parsed with the same result as by JSON.parse, for arbitrary JSON', async () => {
    const lists = fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 3_000 }), async (list, chunkBytes) => {
        const filler = Array.from({ length: 400 }, (_, at) => ({ at, of: 'x'.repeat(50) }));
        const text = JSON.stringify({ list, payload: { more: [...filler, ...list, ...filler] } });
        fc.pre(!UNSAFE.test(text));
        expect(await read(text, chunkBytes)).toEqual(parsed(text));
      }),
      { numRuns: 50 },
    );
  });

  it('with an arbitrary change is refused or parsed as by JSON.parse', async () => {
    const text = JSON.stringify(snapshot(400));
    const change = fc.tuple(fc.nat(text.length), fc.constantFrom(...'"{}[],:\\0 \n', ''));
    await fc.assert(
      fc.asyncProperty(change, fc.boolean(), async ([at, other], isAdded) => {
        const end = isAdded ? at : at + 1;
        // Half a character is decoded as any decoder would.
        const changed = Buffer.from(text.slice(0, at) + other + text.slice(end)).toString();
        const result = await read(changed, 7_001);
        const expected = parsed(changed);
        if ('value' in expected) expect(result).toEqual(expected);
        // A text without an end becomes too long before it is found not to be JSON.
        else expect(result.fault).toMatch(/not-json|too-long|too-deep/);
      }),
      { numRuns: 400 },
    );
  });

  const items = (of: string) => Array.from({ length: 3_000 }, () => of).join();
  it.each([
    ['nothing between two commas', `[${items('123456789')},,${items('123456789')}]`, 'not-json'],
    ['a comma before the end', `[${items('123456789')},]`, 'not-json'],
    ['a comma before the end, at a cut', `[${'1'.repeat(16 * 1024 - 1)},]`, 'not-json'],
    ['a list that ends as an object', `{"a":[${items('{"a":123456}')}}}`, 'not-json'],
    ['closing brackets without opening ones', `{"a":1}${']'.repeat(100)}`, 'not-json'],
    ['one long item', `{"a":[1,"${'x'.repeat(17_000)}"]}`, 'too-long'],
    ['one long text', `"${'x'.repeat(3_000_000)}`, 'too-long'],
    [
      'too many bytes around the lists',
      JSON.stringify({ a: { b: { c: 'x'.repeat(70_000) } } }),
      'too-long',
    ],
    ['too many items', `[${'0,'.repeat(200_000)}0]`, 'too-many-values'],
    ['too many values', `[${`[${'0,'.repeat(7_000)}0],`.repeat(720)}0]`, 'too-many-values'],
    ['too much depth', `[${items('1234567890')},${'['.repeat(40)}`, 'too-deep'],
    ['an unsafe name', `[${items('{"__proto__":1}')}]`, 'unsafe-name'],
  ])('with %s is refused', async (_what, text, fault) => {
    expect(await read(text, 40_009)).toMatchObject({ fault });
  });

  it('in another encoding is read so that different bytes stay different', async () => {
    const text = JSON.stringify(snapshot(300)).replaceAll('Zoë', 'Zo\u00eb').replaceAll('😀', '');
    expect(await read(Buffer.from(text, 'latin1'))).toEqual(parsed(text));
  });
});
