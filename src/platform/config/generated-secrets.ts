import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the file of a generated secret: `<dataDir>/admin-api-key` for `ADMIN_API_KEY`. */
export const secretFile = (dataDir: string, name: string): string =>
  join(dataDir, name.toLowerCase().replaceAll('_', '-'));

/**
 * Returns the secret that an earlier start generated, or generates one. Concurrent starts agree on
 * one secret, because creating a hard link is atomic: the second process reads the file of the
 * first.
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
