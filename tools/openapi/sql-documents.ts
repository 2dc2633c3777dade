import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StatementDocument, statementDocuments } from '../../src/platform/database/index.js';

/**
 * Returns the composed text of every statement, in one file per module, so that the SQL can be reviewed.
 * @param compiled folder of the compiled sources
 */
export async function sqlDocuments(compiled: string): Promise<Record<string, string>> {
  const modules = new Map<string, Set<StatementDocument>>();
  // By the sources: the compiled folder may hold files of sources that were moved or deleted.
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!file.endsWith('.sql.ts')) continue;
    const path = join(compiled, file.replace(/ts$/, 'js'));
    const [module] = file.split('/') as [string];
    const found = modules.get(module) ?? new Set();
    collect(await import(pathToFileURL(path).href), found);
    modules.set(module, found);
  }
  assertComplete([...modules.values()].flatMap((found) => [...found]));
  return Object.fromEntries(
    [...modules].map(([module, found]) => [
      `docs/sql/${module}.sql`,
      [...found]
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(sqlOf)
        .join('\n'),
    ]),
  );
}

/** Adds the statements among the exports of a file, also those in objects and maps. */
function collect(value: unknown, found: Set<StatementDocument>): void {
  if (typeof value === 'function' && 'document' in value) {
    found.add(value.document as StatementDocument);
  } else if (value instanceof Map) {
    for (const one of value.values()) collect(one, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) collect(one, found);
  }
}

function assertComplete(found: readonly StatementDocument[]): void {
  const missing = statementDocuments().filter((document) => !found.includes(document));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new Error(`statements that no *.sql.ts file exports: ${names}`);
}

function sqlOf({ name, text, parameters }: StatementDocument): string {
  const legend = parameters.map((parameter, index) => `--   $${index + 1} ${parameter}`);
  const lines = text.split('\n').map((line) => line.trimEnd());
  return [`-- ${name}`, ...legend, `${lines.join('\n').trim()};`, ''].join('\n');
}
