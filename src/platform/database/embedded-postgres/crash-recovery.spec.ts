import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  folderForTest,
  isRunning,
  killed,
  processesOf,
  query,
  serverPid,
  startIn,
  startInChild,
} from './test-support/embedded-server.js';

describe('the embedded PostgreSQL after a crash', () => {
  it('keeps its data when its owner was killed and the server survived', async () => {
    const folder = await folderForTest();
    const lines: string[] = [];
    const owner = await startInChild(folder, 'lives');
    const url = (await owner.nextLine()) ?? '';
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const orphan = await serverPid(folder);
    await killed(owner.process);
    expect(await isRunning(orphan)).toBe(true);

    const server = await startIn(folder, { onLog: (line) => lines.push(line) });

    expect(await query(server.url, 'SELECT answer FROM kept')).toBe(42);
    expect(await isRunning(orphan)).toBe(false);
    expect(lines.join('\n')).toContain(`process ${orphan}) that outlived`);
  });

  it('keeps its data when owner and server were killed together', async () => {
    const folder = await folderForTest();
    const owner = await startInChild(folder, 'lives');
    const url = (await owner.nextLine()) ?? '';
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await serverPid(folder);
    await killed(owner.process);
    process.kill(pid, 'SIGKILL');

    const server = await startIn(folder);

    expect(await query(server.url, 'SELECT answer FROM kept')).toBe(42);
  });

  it('starts from scratch when its first start was killed half way', async () => {
    const folder = await folderForTest();
    const contents = () => readdir(join(folder, 'data')).catch(() => []);
    const owner = await startInChild(folder, 'lives');
    const filesOfDraft = async () => {
      const draft = (await contents()).find((name) => name.startsWith('postgres.init-')) ?? '';
      return readdir(join(folder, 'data', draft, 'cluster')).catch(() => []);
    };
    await expect.poll(filesOfDraft, { interval: 5 }).toContain('base');
    await killed(owner.process);
    expect(await contents()).not.toContain('postgres');

    const server = await startIn(folder);

    expect(await query(server.url, 'SELECT 1')).toBe(1);
    expect((await contents()).toSorted()).toEqual(['postgres', 'postgres.password']);
  });

  it('is taken over by exactly one of several processes that start at the same time', async () => {
    const folder = await folderForTest();
    const owner = await startInChild(folder, 'lives');
    await owner.nextLine();
    await killed(owner.process);

    const heirs = await Promise.all([1, 2, 3, 4].map(() => startInChild(folder, 'lives')));
    const said = await Promise.all(heirs.map((heir) => heir.nextLine()));

    const [url = '', ...others] = said.map(String).toSorted().toReversed();
    expect(await query(url, 'SELECT 1')).toBe(1);
    expect(others).toEqual(Array.from({ length: 3 }, () => 'DataDirectoryInUseError'));
    await Promise.all(
      heirs.filter((heir) => heir.process.exitCode === null).map((heir) => killed(heir.process)),
    );
    await startIn(folder);
  });

  it('starts even if the pid of the killed server now belongs to another program', async () => {
    const folder = await folderForTest();
    await (await startIn(folder)).stop();
    const pidFile = join(folder, 'data', 'postgres', 'postmaster.pid');
    await writeFile(pidFile, `${process.ppid}\n/somewhere\n1700000000\n5432\n\n\n`);

    const server = await startIn(folder);

    expect(await query(server.url, 'SELECT 1')).toBe(1);
    expect(await isRunning(process.ppid)).toBe(true);
  });

  it('stops when its process ends with an uncaught exception', async () => {
    const folder = await folderForTest();
    const owner = await startInChild(folder, 'throws');
    const ended = once(owner.process, 'exit');

    expect(await owner.nextLine()).toMatch(/^postgres:/);
    expect(await ended).toEqual([1, null]);

    const cluster = join(folder, 'data', 'postgres');
    await expect.poll(() => processesOf(cluster)).toEqual([]);
  });

  it('does not keep an otherwise idle process alive', async () => {
    const folder = await folderForTest();
    const owner = await startInChild(folder, 'has nothing to do');

    expect(await once(owner.process, 'exit')).toEqual([0, null]);

    const cluster = join(folder, 'data', 'postgres');
    await expect.poll(() => processesOf(cluster)).toEqual([]);
  });

  it('survives a Ctrl-C in the terminal until its owner stops it', async () => {
    const folder = await folderForTest();
    const owner = await startInChild(folder, 'lives');
    const url = (await owner.nextLine()) ?? '';

    process.kill(-(owner.process.pid ?? 0), 'SIGINT');

    expect(await owner.nextLine()).toBe('interrupted');
    expect(await query(url, 'SELECT 1')).toBe(1);
    expect(await readFile(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8')).toContain(
      'ready',
    );
    await killed(owner.process);
    await startIn(folder);
  });
});
