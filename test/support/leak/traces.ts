import { createDecipheriv, hkdfSync } from 'node:crypto';
import type pg from 'pg';
import { PhoneNumber } from '../../../src/platform/values/index.js';
import { NumberVault } from '../../../src/platform/security/index.js';
import { NUMBER_KEYS } from '../app.js';

const [KEY_ID, KEY] = NUMBER_KEYS.split(':') as [string, string];
const keyMaterial = { id: Number(KEY_ID), key: Buffer.from(KEY, 'base64') };
const vault = new NumberVault([keyMaterial]);
const encryptionKey = Buffer.from(
  hkdfSync('sha256', keyMaterial.key, '', 'maskline/number-encryption', 32),
);

export const indexOf = (phone: string): Buffer => vault.indexOf(PhoneNumber.fromStored(phone));

/**
 * Decrypts a cipher text without its associated data (AAD), wherever it was copied.
 * GCM encrypts in counter mode, starting at counter 2; only the tag depends on the AAD. Source: NIST SP
 * 800-38D, 7.1.
 */
function openedAnywhere(encrypted: Buffer): string {
  if (encrypted.length < 45 || encrypted[0] !== keyMaterial.id) return '';
  const counter = Buffer.concat([encrypted.subarray(1, 13), Buffer.of(0, 0, 0, 2)]);
  const cipher = createDecipheriv('aes-256-ctr', encryptionKey, counter);
  return cipher.update(encrypted.subarray(13, -16)).toString('latin1');
}

interface Cell {
  /** In the form `table.column`. */
  place: string;
  isWritten: boolean;
  value: Buffer | string;
}

/** Returns every value of every table in PostgreSQL's own notation; bytes stay bytes. */
async function cellsOf(db: pg.Pool): Promise<Cell[]> {
  const { rows: columns } = await db.query<{ table: string; column: string; type: string }>(
    `select c.table_name as table, c.column_name as column, c.data_type as type
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      order by 1, c.ordinal_position`,
  );
  const cells: Cell[] = [];
  for (const { table, column, type } of columns) {
    const shown = type === 'bytea' ? `"${column}"` : `"${column}"::text`;
    const { rows } = await db.query<{ value: Buffer | string }>(
      `select ${shown} as value from "${table}" where "${column}" is not null`,
    );
    const isWritten = ['text', 'jsonb', 'ARRAY'].includes(type);
    cells.push(...rows.map(({ value }) => ({ place: `${table}.${column}`, isWritten, value })));
  }
  return cells;
}

/** Returns the rows of all tables in the notation of a dump. */
async function dumpOf(db: pg.Pool): Promise<string> {
  const { rows: tables } = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const dumps: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db.query<{ row: string }>(`select t::text as row from "${name}" t`);
    dumps.push(...rows.map(({ row }) => row));
  }
  return dumps.join('\n');
}

/**
 * Removes separators from text that people write. In times and ids the digits do not belong together.
 */
const bareDigits = (text: string): string => text.replaceAll(/[ .()/+\u2010-\u2014-]/g, '');

/**
 * Returns where somebody with the keys can find a phone number in the database: `table.column`, and the
 * kind of trace.
 * @param known cipher texts and digests derived from the number
 */
export async function subjectIn(
  db: pg.Pool,
  phone: string,
  known: readonly Buffer[] = [],
): Promise<string[]> {
  const national = phone.slice(3);
  const bytes = [indexOf(phone), ...known];
  const texts = bytes.flatMap((one) => [
    one.toString('hex'),
    one.toString('base64').replace(/=+$/, ''),
    one.toString('base64url'),
  ]);
  const found = new Set<string>();
  for (const { place, isWritten, value } of await cellsOf(db)) {
    if (typeof value === 'string') {
      if ((isWritten ? bareDigits(value) : value).includes(national))
        found.add(`${place} in clear`);
      if (texts.some((text) => value.includes(text))) found.add(`${place} encoded`);
      continue;
    }
    if (bytes.some((one) => value.includes(one))) found.add(`${place} by its bytes`);
    if (value.includes(national)) found.add(`${place} in clear`);
    if (openedAnywhere(value).includes(national)) found.add(`${place} encrypted`);
  }
  const dump = await dumpOf(db);
  if (dump.includes(national)) found.add('dump in clear');
  if (texts.some((text) => dump.includes(text))) found.add('dump encoded');
  return [...found].toSorted();
}

/** Returns the bytes of columns that are derived from a phone number but not searchable by it. */
export async function bytesOf(db: pg.Pool, query: string, values: unknown[]): Promise<Buffer[]> {
  const { rows } = await db.query<Record<string, unknown>>(query, values);
  return rows.flatMap((row) => Object.values(row).filter((value) => Buffer.isBuffer(value)));
}
