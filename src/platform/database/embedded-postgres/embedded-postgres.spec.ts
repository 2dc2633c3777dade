import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { DataDirectoryInUseError, EmbeddedPostgresUnavailableError } from './index.js';
import { freePort } from './start.js';
import {
  folderForTest,
  processesOf,
  query,
  serverPid,
  startIn,
} from './test-support/embedded-server.js';

describe('the embedded PostgreSQL', () => {
  it('answers queries on a UTF-8 database after its first start', async () => {
    const folder = await folderForTest();
    const { url } = await startIn(folder);

    expect(url).toMatch(/^postgres:\/\/maskline:[\w-]{32}@127\.0\.0\.1:\d+\/maskline$/);
    expect(await query(url, 'SHOW server_encoding')).toBe('UTF8');
    expect(await query(url, `SELECT upper('é')`)).toBe('É');
  });

  it('asks for the password file when it is missing or does not match the database', async () => {
    const folder = await folderForTest();
    await (await startIn(folder)).stop();
    const file = join(folder, 'data', 'postgres.password');
    await writeFile(file, 'another');
    await expect(startIn(folder)).rejects.toThrow(/postgres\.password.*is not that of/);
    await rm(file);
    await expect(startIn(folder)).rejects.toThrow(/password of the database.*is missing/);
  });

  it('leaves no process behind when stopped repeatedly with open sessions', async () => {
    const folder = await folderForTest();
    const cluster = join(folder, 'data', 'postgres');
    const server = await startIn(folder);
    const session = query(server.url, 'SELECT pg_sleep(600)').catch((error: Error) => error);
    const count = `SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE '%sleep(600)'`;
    await expect.poll(() => query(server.url, count)).toBe(1);
    expect(await processesOf(cluster)).not.toEqual([]);

    await Promise.all([server.stop(), server.stop()]);
    await server.stop();

    expect(await session).toBeInstanceOf(Error);
    expect(await processesOf(cluster)).toEqual([]);
  });

  it('keeps its data and its password between starts', async () => {
    const folder = await folderForTest();
    const first = await startIn(folder);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();

    const second = await startIn(folder);

    expect(await query(second.url, 'SELECT answer FROM kept')).toBe(42);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('creates the requested database, even with special characters in its name', async () => {
    const folder = await folderForTest();
    const { url } = await startIn(folder, { database: 'Kunden "A"' });

    expect(await query(url, 'SELECT current_database()')).toBe('Kunden "A"');
  });

  it('accepts connections only from this machine and only with the password', async () => {
    const folder = await folderForTest();
    const { url } = await startIn(folder, { settings: { fsync: 'off', listen_addresses: '*' } });
    const wrong = new URL(url);
    wrong.password = 'wrong';

    expect(await query(url, 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await query(url, 'SHOW unix_socket_directories')).toBe('');
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('does not expose its password or our environment', async () => {
    const folder = await folderForTest();
    const lines: string[] = [];
    vi.stubEnv('MASKLINE_TEST_SECRET', 'hush');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { url } = await startIn(folder, { onLog: (line) => lines.push(line) });
    const { password } = new URL(url);
    const file = join(folder, 'data', 'postgres.password');

    expect((await readFile(file, 'utf8')).trim()).toBe(password);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'data'))).mode & 0o007).toBe(0);
    expect(lines.join('\n')).toContain('ready to accept connections');
    expect(lines.join('\n')).not.toContain(password);
    if (process.platform === 'linux') {
      const pid = await serverPid(folder);
      expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password);
      expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/hush|maskline:/);
    }
  });

  it('logs its crash, and can be stopped and started afterwards', async () => {
    const folder = await folderForTest();
    const lines: string[] = [];
    const server = await startIn(folder, { onLog: (line) => lines.push(line) });

    process.kill(await serverPid(folder), 'SIGKILL');

    await expect.poll(() => lines.join('\n')).toMatch(/ended unexpectedly: SIGKILL/);
    await server.stop();
    expect(await query((await startIn(folder)).url, 'SELECT 1')).toBe(1);
  });

  it('chooses another port when its first choice has become occupied', async () => {
    const folder = await folderForTest();
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    onTestFinished(() => void squatter.close());
    const { port } = squatter.address() as { port: number };
    const ports = [port, await freePort()];

    const { url } = await startIn(folder, { choosePort: async () => ports.shift() ?? 0 });

    expect(new URL(url).port).not.toBe(String(port));
    expect(await query(url, 'SELECT 1')).toBe(1);
  });

  it('lets only one of two concurrent starts succeed, and can be restarted afterwards', async () => {
    const folder = await folderForTest();

    const starts = await Promise.allSettled([startIn(folder), startIn(folder)]);

    const refused = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []));
    expect(refused).toEqual([expect.any(DataDirectoryInUseError)]);
    expect(String(refused[0])).toContain(`process ${process.pid}`);
    expect(String(refused[0])).toContain('DATABASE_URL');
    for (const start of starts) if (start.status === 'fulfilled') await start.value.stop();
    expect(await query((await startIn(folder)).url, 'SELECT 1')).toBe(1);
  });

  it('refuses a database of another major version and leaves it unchanged', async () => {
    const folder = await folderForTest();
    await (await startIn(folder)).stop();
    const version = join(folder, 'data', 'postgres', 'PG_VERSION');
    const original = await readFile(version, 'utf8');
    await writeFile(version, '15\n');

    const start = startIn(folder);

    await expect(start).rejects.toThrow(EmbeddedPostgresUnavailableError);
    await expect(start).rejects.toThrow(
      /by PostgreSQL version 15, which is not compatible with this version 18/,
    );
    await writeFile(version, original);
    expect(await query((await startIn(folder)).url, 'SELECT 1')).toBe(1);
  });

  it('reports the error of PostgreSQL when it cannot start, and releases the directory', async () => {
    const folder = await folderForTest();

    await expect(startIn(folder, { settings: { work_mem: 'lots' } })).rejects.toThrow('work_mem');

    expect(await query((await startIn(folder)).url, 'SELECT 1')).toBe(1);
  });
});
