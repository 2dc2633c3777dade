import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADMIN_JSON, CARRIER_JSON, readJson } from './json.js';
import { isExactNumber } from './json-number.js';

const strict = (text: string) => readJson(Buffer.from(text), ADMIN_JSON);
const lenient = (text: string) => readJson(Buffer.from(text), CARRIER_JSON);

/** Returns the result of `JSON.parse`. */
function parsed(text: string): { value: unknown } | { fault: 'not-json' } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: 'not-json' };
  }
}

/** Names that the rules refuse, but arbitrary JSON may contain. */
const UNSAFE = /__proto__|constructor|prototype/;

describe('a JSON text', () => {
  it('is parsed with the same result as by JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 2 }), (text, space) => {
        fc.pre(!UNSAFE.test(text));
        const spaced = JSON.stringify(JSON.parse(text), null, space);
        expect(lenient(spaced)).toEqual(parsed(spaced));
        expect(strict(spaced)).toEqual(parsed(spaced));
      }),
    );
  });

  it('with an arbitrary change is refused or parsed as by JSON.parse', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...'"{}[],:\\0-e u\u0001x', ''));
    fc.assert(
      fc.property(broken, ([text, place, other]) => {
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        fc.pre(!UNSAFE.test(changed));
        expect(lenient(changed)).toMatchObject(parsed(changed));
        if ('fault' in parsed(changed)) expect(strict(changed)).toHaveProperty('fault');
      }),
      { numRuns: 2_000 },
    );
  });

  it('may begin with a byte order mark', () => {
    expect(strict('\ufeff{"a":1}')).toEqual({ value: { a: 1 } });
    expect(lenient('\ufeff{"a":1}')).toEqual({ value: { a: 1 } });
  });

  it.each([
    ['', 'not-json', []],
    ['{"a":1}}', 'not-json', []],
    ['{"a":1', 'not-json', []],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'too-deep', undefined],
    [`[${'0,'.repeat(1_000)}0]`, 'too-many-values', undefined],
    [`[${`[${'0,'.repeat(500)}0],`.repeat(50)}0]`, 'too-many-values', undefined],
    ['{"metadata":{"a":9007199254740993}}', 'inexact-number', ['metadata', 'a']],
    ['{"a":[1,{"b":1e400}]}', 'inexact-number', ['a', 1, 'b']],
    ['[0.1,-0.1000000000000000055511151231257827]', 'inexact-number', [1]],
    ['{"a":"x\\ud83d"}', 'unstorable-text', ['a']],
    ['{"a":"\\ude00"}', 'unstorable-text', ['a']],
    ['{"a":"\\ud83d\\ud83d"}', 'unstorable-text', ['a']],
    ['{"a":"\\u0000"}', 'unstorable-text', ['a']],
    ['{"a":{"\\ud83d":1}}', 'unstorable-text', ['a']],
    ['{"a":1,"b":2,"\\u0061":3}', 'repeated-name', []],
    ['{"b":{"__proto__":1}}', 'unsafe-name', ['b']],
    ['{"b":{"\\u005f_proto__":1}}', 'unsafe-name', ['b']],
    ['{"constructor":1}', 'unsafe-name', []],
    ['{"prototype":1}', 'unsafe-name', []],
  ])('from a client is refused: %s', (text, fault, path) => {
    expect(strict(text)).toMatchObject({ fault, ...(path && { path }) });
  });

  it.each([
    '{"a":1.0,"b":1e2,"c":0.1,"d":-0,"e":9007199254740992,"f":1E+2,"g":0e999,"h":1.7976931348623157e308}',
    '["\\ud83d\\ude00","😀","\\\\ud83d","\\\\u0000"]',
    '[{"a":1},{"a":1},"a","a"]',
    '{"a":{"a":{"a":1}},"b":"__proto__"}',
    ' [ ] ',
    '"text"',
    'null',
  ])('from a client is accepted: %s', (text) => {
    expect(strict(text)).toEqual(parsed(text));
  });

  it('from a carrier is accepted with values that a client may not send', () => {
    for (const text of ['[9007199254740993,1e400]', '["\\ud83d","\\u0000"]', '{"a":1,"a":2}']) {
      expect(lenient(text)).toEqual(parsed(text));
    }
  });

  it('that is not UTF-8 is refused from a client, and read from a carrier so that different bytes stay different', () => {
    const body = (byte: number) => Buffer.from([0x22, 0x5a, 0x6f, byte, 0x22]);
    expect(readJson(body(0xeb), ADMIN_JSON)).toEqual({ fault: 'not-utf-8', path: [] });
    expect(readJson(body(0xeb), CARRIER_JSON)).toEqual({ value: 'Zo\u00eb' });
    expect(readJson(body(0xea), CARRIER_JSON)).toEqual({ value: 'Zo\u00ea' });
    const surrogate = Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]);
    expect(readJson(surrogate, ADMIN_JSON)).toEqual({ fault: 'not-utf-8', path: [] });
  });
});

describe('a number', () => {
  it('printed by JavaScript is exact', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(isExactNumber(JSON.stringify(number))).toBe(true);
      }),
    );
  });

  it('is exact if it is printed as the same integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (number) => {
        const text = String(Number(number));
        const isKept = !text.includes('e') ? text === String(number) : undefined;
        fc.pre(isKept !== undefined);
        expect(isExactNumber(String(number))).toBe(isKept);
      }),
    );
  });

  it.each([
    ['1.50', true],
    ['100e-2', true],
    ['0.00000000000000000000000000000000000001', true],
    ['1e21', true],
    ['1e400', false],
    ['-1e400', false],
    ['1e-400', false],
    ['12345678901234567890', false],
    [`1${'0'.repeat(300)}`, true],
    [`1${'0'.repeat(300)}1`, false],
    [`1${'0'.repeat(400)}e-400`, true],
    ['3.14159265358979323846', false],
  ])('%s: %s', (token, isExact) => {
    expect(isExactNumber(token)).toBe(isExact);
  });
});
