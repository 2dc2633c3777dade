import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StatementDocument, statementDocuments } from '../src/database/index.js';

export const STATEMENTS = 'docs/sql/statements';

/**
 * Returns the composed text of every statement by path: what PostgreSQL gets, for review.
 * @param source folder of the compiled sources
 */
export async function sqlDocuments(source: string): Promise<Record<string, string>> {
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.sql.js')) await import(pathToFileURL(join(source, file)).href);
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
