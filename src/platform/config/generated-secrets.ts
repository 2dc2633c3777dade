import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a made-up secret is kept: `ADMIN_API_KEY` in `<dataDir>/admin-api-key`. */
export const secretFile = (dataDir: string, name: string): string =>
  join(dataDir, name.toLowerCase().replaceAll('_', '-'));

/**
 * The secret that an earlier start made up, or a new one. Two processes that start at once agree:
 * a hard link appears whole or not at all, so the one that comes second reads what the first wrote.
 */
export function keptSecret(dataDir: string, name: string, generate: () => string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = secretFile(dataDir, name);
  const read = (): string => readFileSync(file, 'utf8').trim();
  if (existsSync(file)) return read();
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${generate()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read();
}

export const newAdminApiKey = (): string => `mk_dev_${randomBytes(24).toString('base64url')}`;
export const newCarrierWebhookSecret = (): string => randomBytes(24).toString('base64url');
export const newNumberKeys = (): string => `1:${randomBytes(32).toString('base64')}`;
