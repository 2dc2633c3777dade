import { randomBytes } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { unlessMissing } from './errors.js';

const fileIn = (dataDir: string): string => join(dataDir, 'postgres.password');

/** Whether the data directory holds the password of a cluster. */
export async function hasPassword(dataDir: string): Promise<boolean> {
  return (await unlessMissing(stat(fileIn(dataDir)))) !== undefined;
}

/** The password kept in the data directory; undefined if there is none. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  return (await unlessMissing(readFile(fileIn(dataDir), 'utf8')))?.trim();
}

/** Makes up a password and keeps it in a file that only we can read. Safe within a URL. */
export async function createPassword(dataDir: string): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${fileIn(dataDir)}.new`;
  await writeFile(draft, `${password}\n`, { mode: 0o600 });
  await rename(draft, fileIn(dataDir));
  return password;
}
