import { chmod, cp, lstat, mkdir, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { findBinaries } from './binaries.js';
import { EmbeddedPostgresUnavailableError } from './errors.js';
import { folderForTest, query, serverPid, startIn } from './test-support/embedded-server.js';

const weAreRoot = process.getuid?.() === 0;

/** Copies PostgreSQL to a directory of the test, like a separate installation. */
async function binariesIn(folder: string): Promise<string> {
  const native = join(folder, 'package', 'native');
  await cp(findBinaries(), native, { recursive: true, verbatimSymlinks: true });
  return native;
}

async function userOf(pid: number): Promise<number | undefined> {
  return process.platform === 'linux' ? (await stat(`/proc/${pid}`)).uid : process.getuid?.();
}

describe('the embedded PostgreSQL and its environment', () => {
  it('runs as an ordinary user in a clone that only its owner, perhaps root, can read', async () => {
    const folder = await folderForTest();
    const locked = join(folder, 'locked');
    await mkdir(locked, { mode: 0o700 });
    const found = await binariesIn(locked);
    const lines: string[] = [];
    const start = () =>
      startIn(locked, {
        systemDir: join(folder, 'system'),
        findBinaries: () => found,
        onLog: (line) => lines.push(line),
      });
    const usual = join(locked, 'data', 'postgres');

    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const user = await userOf(await serverPid(locked));
    await first.stop();
    const second = await start();

    expect(await query(second.url, 'SELECT answer FROM kept')).toBe(42);
    expect(user).not.toBe(0);
    if (weAreRoot) {
      const cluster = await realpath(usual);
      expect(cluster.startsWith(join(folder, 'system'))).toBe(true);
      expect(lines.join('\n')).toContain(`The database is in ${cluster}`);
      expect(await stat(cluster)).toMatchObject({ uid: user, mode: 0o40700 });
    } else {
      expect(user).toBe(process.getuid?.());
      expect((await lstat(usual)).isDirectory()).toBe(true);
    }
  });

  it('starts with an empty database when the data directory was deleted', async () => {
    const folder = await folderForTest();
    const locked = join(folder, 'locked');
    await mkdir(locked, { mode: 0o700 });
    const start = () => startIn(locked, { systemDir: join(folder, 'system') });
    const first = await start();
    await query(first.url, 'CREATE TABLE lost AS SELECT 1');
    await first.stop();
    await rm(join(locked, 'data'), { recursive: true });

    const second = await start();

    expect(await query(second.url, `SELECT to_regclass('lost')`)).toBeNull();
  });

  it('completes an installation whose install scripts were not run', async () => {
    const folder = await folderForTest();
    const found = await binariesIn(folder);
    const libraries = join(found, 'lib');
    let removed = 0;
    for (const entry of await readdir(libraries, { withFileTypes: true })) {
      if (!entry.isSymbolicLink()) continue;
      await rm(join(libraries, entry.name));
      removed++;
    }
    expect(removed).toBeGreaterThan(0);
    await chmod(join(found, 'bin', 'postgres'), 0o644);

    const { url } = await startIn(folder, { findBinaries: () => found });

    expect(await query(url, 'SELECT 1')).toBe(1);
  });

  it('says what to do on a platform without a build, and changes no files', async () => {
    const folder = await folderForTest();

    const start = startIn(folder, { findBinaries: () => findBinaries('sunos', 'x64') });

    await expect(start).rejects.toThrow(EmbeddedPostgresUnavailableError);
    await expect(start).rejects.toThrow(/no build of it for sunos-x64.*DATABASE_URL/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what to do when the optional package was not installed', () => {
    const elsewhere = process.platform === 'darwin' ? 'linux' : 'darwin';

    expect(() => findBinaries(elsewhere, 'x64')).toThrow(
      /is not installed; install without --omit=optional.*DATABASE_URL/,
    );
  });

  it('says what to do when the dynamic loader is missing, as on Alpine', async () => {
    const folder = await folderForTest();
    const postgres = join(folder, 'bin', 'postgres');
    await mkdir(dirname(postgres));
    await writeFile(postgres, '#!/lib/a-loader-that-is-not-there\n', { mode: 0o755 });

    const start = startIn(folder, { findBinaries: () => folder });

    await expect(start).rejects.toThrow(EmbeddedPostgresUnavailableError);
    await expect(start).rejects.toThrow(/does not run here.*needs glibc.*DATABASE_URL/);
  });
});
