import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StatementDocument, statementDocuments } from '../../src/platform/database/index.js';

export const STATEMENTS = 'docs/sql/statements';

/**
 * Returns the composed text of every statement by path: what PostgreSQL gets, for review.
 * @param compiled folder of the compiled sources
 */
export async function sqlDocuments(compiled: string): Promise<Record<string, string>> {
  // By the sources: the compiled folder may hold files of sources that were moved or deleted.
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.sql.ts')) continue;
    await import(pathToFileURL(join(compiled, file.replace(/ts$/, 'js'))).href);
  }
  return Object.fromEntries(
    statementDocuments().map((one) => [join(STATEMENTS, `${one.name}.sql`), sqlOf(one)]),
  );
}

function sqlOf({ name, text, parameters }: StatementDocument): string {
  const legend = parameters.map((parameter, index) => `-- $${index + 1} ${parameter}`);
  const lines = text.split('\n').map((line) => line.trimEnd());
  return [`-- ${name}`, ...legend, '', ...lines.join('\n').trim().split('\n'), ''].join('\n');
}
