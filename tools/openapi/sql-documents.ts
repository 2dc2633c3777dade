import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StatementDocument, statementDocuments } from '../../src/platform/database/index.js';

/** In dependency order: importing a module's statements also loads those of the modules below it. */
const MODULES = [
  'platform',
  'carrier-inbox',
  'events',
  'pool',
  'booking',
  'status',
  'callhandle',
  'key-rotation',
  'privacy',
];

/**
 * Returns the composed text of every statement, in one file per module, so that the SQL can be reviewed.
 * @param compiled folder of the compiled sources
 */
export async function sqlDocuments(compiled: string): Promise<Record<string, string>> {
  const known = new Set<string>();
  const documents: Record<string, string> = {};
  for (const module of MODULES) {
    // Lists the sources, since the compiled folder may hold outputs of moved or deleted files.
    for (const file of readdirSync(`src/${module}`, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.sql.ts')) continue;
      const path = join(compiled, module, file.replace(/ts$/, 'js'));
      await import(pathToFileURL(path).href);
    }
    const own = statementDocuments().filter(({ name }) => !known.has(name));
    for (const { name } of own) known.add(name);
    documents[`docs/sql/${module}.sql`] = own.map(sqlOf).join('\n');
  }
  return documents;
}

function sqlOf({ name, text, parameters }: StatementDocument): string {
  const legend = parameters.map((parameter, index) => `--   $${index + 1} ${parameter}`);
  const lines = text.split('\n').map((line) => line.trimEnd());
  return [`-- ${name}`, ...legend, `${lines.join('\n').trim()};`, ''].join('\n');
}
