import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { type ErrorCatalogue, errorPage } from './error-catalogue.js';
import type { OpenApiDocument } from '../../src/platform/openapi/index.js';
import { postmanCollection } from './collection.js';
import { writeDocument } from './document.js';
import { Examples } from './examples.js';
import { settingsDocuments } from './settings-documents.js';
import { SourceCode } from './source-code.js';
import { sqlDocuments } from './sql-documents.js';

/**
 * `npm run generate`: writes the files that are generated from the code: the OpenAPI document, the page of
 * errors, the types of the client, the Postman collection, the pages of settings and the composed SQL. With `--check` it writes
 * nothing, and exits 1 if a file is out of date.
 */
const root = process.cwd();
const isCheck = process.argv.includes('--check');

const code = new SourceCode(root);
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  version: string;
};
const description = readFileSync(resolve(root, 'tools/openapi/getting-started.md'), 'utf8').trim();
const [, receiver] = /```ts\n(.+?)```/s.exec(
  readFileSync(resolve(root, 'docs/events.md'), 'utf8'),
)!;
const texts = { version, description, receiver: receiver!.trim() };
const document = writeDocument(code, new Examples(root), texts);

const types = astToString(await openapiTypescript(JSON.stringify(document, withoutExamples)));
const files: Record<string, string> = {
  'src/platform/openapi/openapi.json': JSON.stringify(document),
  'clients/typescript/src/api.ts': `// Made by \`npm run generate\` from the OpenAPI document.\n${types}`,
  'clients/postman/maskline.postman_collection.json': JSON.stringify(
    postmanCollection(document as unknown as OpenApiDocument),
  ),
  'docs/errors.md': errorPage(document['x-errors'] as ErrorCatalogue),
  ...settingsDocuments(),
  ...(await sqlDocuments(resolve(import.meta.dirname, '../../src'))),
};

const stale: string[] = [];
for (const [file, content] of Object.entries(files)) {
  const path = resolve(root, file);
  const options = await resolveConfig(path);
  const wanted = /\.(example|sql)$/.test(file)
    ? content
    : await format(content, { ...options, filepath: path });
  if (isCheck && currentOf(path) !== wanted) stale.push(file);
  if (!isCheck) writeFileSync(path, wanted);
}
for (const file of stale) console.error(`${file} is out of date: run npm run generate`);
process.exit(stale.length > 0 ? 1 : 0);

/** Drops examples, which would be most of the types. */
function withoutExamples(key: string, value: unknown): unknown {
  return key === 'examples' || key === 'example' ? undefined : value;
}

function currentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
