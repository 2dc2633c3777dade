import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { questionOf } from '../../src/callhandle/decision-hook/asking/hook-question.js';
import { readHookAnswer } from '../../src/callhandle/decision-hook/asking/hook-answer.js';
import { PhoneNumber } from '../../src/platform/values/index.js';
import {
  type Block,
  blocksOf,
  DOCUMENTS,
  isRun,
  READ_ALONE,
  READ_IN_TURN,
} from '../support/documents/documents.js';
import { cloneDatabase } from '../support/infrastructure/postgres.js';

const ALL = DOCUMENTS.flatMap((document) => blocksOf(document));
const inLanguage = (...languages: string[]): Block[] =>
  ALL.filter(({ language }) => languages.includes(language));
const placeOf = ({ document, line }: Block): string => `${document}:${line}`;

/** Programs in documents, and the test that compiles and runs them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'docs/api.md ts': 'test/api/api-examples.e2e.ts',
  'docs/events.md ts': 'test/clients/sandbox.e2e.ts',
  'docs/from-twilio-proxy.md js': 'test/api/twilio-lines.e2e.ts',
  'clients/typescript/README.md ts': 'test/clients/sandbox.e2e.ts',
  'tools/openapi/getting-started.md js': 'test/clients/sandbox.e2e.ts',
  'tools/openapi/getting-started.md ts': 'test/clients/sandbox.e2e.ts',
};

/** What the JSON of a document is, in order: a schema of the OpenAPI document, or a part of one. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['part of Booking'],
  'clients/mcp/README.md': ['any'],
  'docs/api.md': ['BookingNotFoundProblem', 'part of CreateBookingInput'],
  'docs/decision-hook.md': ['question', 'answer', 'answer', 'answer', 'answer'],
  'docs/events.md': ['Event', 'Event', 'Event'],
  'docs/observability.md': ['line of the log', 'line of the log'],
  'docs/privacy.md': ['part of Page', 'Erasure'],
  'docs/texts.md': ['part of PoolPolicyInput'],
};

/** Has the schemas of the OpenAPI document as `whole`, and without required fields as `part`. */
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const openApi = readFileSync('src/platform/openapi/openapi.json', 'utf8');
ajv.addSchema(closed(JSON.parse(openApi)) as object, 'whole');
ajv.addSchema(closed(JSON.parse(openApi), { isPart: true }) as object, 'part');

/** Forbids fields that are not in the document, and for a part requires none. */
function closed(node: unknown, { isPart = false } = {}): unknown {
  if (Array.isArray(node)) return node.map((item) => closed(item, { isPart }));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => !isPart || key !== 'required' || !Array.isArray(value),
  );
  const copy = Object.fromEntries(entries.map(([key, value]) => [key, closed(value, { isPart })]));
  const isObject = 'properties' in node && 'type' in node && !('additionalProperties' in node);
  return isObject ? { ...copy, additionalProperties: false } : copy;
}

function faultsOf(value: unknown, shape: string): string[] {
  const isPart = shape.startsWith('part of ');
  const schema = shape.replace('part of ', '');
  const $ref = `${isPart ? 'part' : 'whole'}#/components/schemas/${schema}`;
  const validate = ajv.compile({ $ref });
  if (validate(value)) return [];
  return (validate.errors as ErrorObject[]).map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  );
}

const CALLER = PhoneNumber.parse('+6591178965');
const keysOf = (value: object): string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null
      ? [key, ...keysOf(inner).map((below) => `${key}.${below}`)]
      : [key],
  );

function expectShape(shape: string, value: object, text: string): void {
  if (shape === 'any') return;
  if (shape === 'answer') {
    // Reads it as Maskline does, and loses nothing.
    const { decision } = value as { decision: string };
    expect(readHookAnswer(Buffer.from(text))).toMatchObject({ decision });
  } else if (shape === 'question') {
    const call = {
      poolId: 'pool',
      sessionId: 'session',
      virtualNumber: '+6568332048',
      caller: CALLER,
      reason: 'callable' as const,
      bookingId: 'booking',
      callerRole: 'rider',
      calleeRole: 'driver',
    };
    const { id, body } = questionOf(call, { poolName: 'rides', reference: 'ride-4711' });
    expect(keysOf(value)).toEqual(keysOf(JSON.parse(body) as object));
    expect((value as { id: string }).id).toHaveLength(id.length);
  } else if (shape === 'line of the log') {
    for (const field of ['level', 'pid', 'timestamp', 'message', 'context']) {
      expect(value).toHaveProperty(field);
    }
  } else expect(faultsOf(value, shape)).toEqual([]);
}

describe('the code in the documents', () => {
  it('is run or checked, whatever its language', () => {
    const shell = new Set<string>([...READ_IN_TURN, ...READ_ALONE]);
    const unchecked = ALL.filter((block) => {
      const { document, language } = block;
      if (['', 'text', 'mermaid', 'json', 'sql', 'yaml', 'ini'].includes(language)) return false;
      if (['sh', 'console'].includes(language)) {
        return isRun(block) && !(language === 'sh' && shell.has(document));
      }
      return PROGRAMS[`${document} ${language}`] === undefined;
    });
    expect(unchecked.map(placeOf)).toEqual([]);
  });

  it('is in a language if it is code', () => {
    const untagged = inLanguage('', 'text').filter(({ text }) =>
      /^(\$ )?(curl|npm|npx) /m.test(text),
    );
    expect(untagged.map(placeOf)).toEqual([]);
  });

  it('is tested where this list says', () => {
    for (const [program, test] of Object.entries(PROGRAMS)) {
      const [document, language] = program.split(' ') as [string, string];
      const blocks = blocksOf(document).filter((block) => block.language === language);
      expect(blocks.length, program).toBeGreaterThan(0);
      expect(existsSync(test), test).toBe(true);
      expect(readFileSync(test, 'utf8')).toContain(document.split('/').at(-1));
    }
  });
});

describe('the shell blocks', () => {
  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    for (const block of inLanguage('sh', 'console')) {
      for (const [, name] of block.text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)) {
        expect(Object.keys(scripts), placeOf(block)).toContain(name);
      }
    }
  });
});

describe('the JSON', () => {
  it('is what the API sends and takes', () => {
    const documents = new Set(inLanguage('json').map(({ document }) => document));
    expect([...documents].toSorted()).toEqual(Object.keys(SHAPES).toSorted());
    for (const [document, shapes] of Object.entries(SHAPES)) {
      const blocks = blocksOf(document).filter(({ language }) => language === 'json');
      expect(blocks, document).toHaveLength(shapes.length);
      for (const [at, { text }] of blocks.entries()) {
        expectShape(shapes[at]!, JSON.parse(text) as object, text);
      }
    }
  });
});

describe('the settings', () => {
  it('exist', () => {
    const example = readFileSync('.env.example', 'utf8');
    const known = [...example.matchAll(/^(?:# ?)?([A-Z\d_]+)=/gm)].map(([, name]) => name);
    const blocks = inLanguage('ini');
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      for (const [, name] of block.text.matchAll(/^([A-Z\d_]+)=/gm)) {
        expect(known, placeOf(block)).toContain(name);
      }
    }
  });
});

describe('the SQL', () => {
  it('runs on a migrated database', async () => {
    const blocks = inLanguage('sql');
    expect(blocks.length).toBeGreaterThan(0);
    const database = await cloneDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const { text } of blocks) await client.query(text);
    await client.end();
    await database.drop();
  });
});

describe('the YAML', () => {
  it('names files that exist, and ports that Maskline has', () => {
    const blocks = inLanguage('yaml');
    expect(blocks.map(placeOf)).toHaveLength(1);
    const [{ text }] = blocks as [Block];
    const [, rules] = /^rule_files: \[(.*)\]$/m.exec(text)!;
    expect(existsSync(`deploy/${rules}`)).toBe(true);
    // The alerts ask for this job.
    const [, job] = /job_name: (\S+)/.exec(text)!;
    expect(readFileSync('deploy/alerts.yml', 'utf8')).toContain(`job="${job}"`);
  });
});
