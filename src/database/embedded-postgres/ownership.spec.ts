import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DataDirectoryInUseError } from './errors.js';
import { takeOwnership } from './ownership.js';
import { ownIdentity } from './process-identity.js';
import { folderForTest } from './test-support/embedded-server.js';

const BRISK = { heartbeat: 50, watch: 1_000 };
const OWNER_FILE = 'postgres.owner.json';

describe('the ownership of a data directory', () => {
  it('is had by one at a time and leaves nothing behind', async () => {
    const folder = await folderForTest();
    const first = await takeOwnership(folder);
    await expect(takeOwnership(folder)).rejects.toThrow(DataDirectoryInUseError);
    await first.release();

    const second = await takeOwnership(folder);
    await first.release();
    await expect(takeOwnership(folder)).rejects.toThrow(DataDirectoryInUseError);
    await second.release();

    expect(await readdir(folder)).toEqual([]);
  });

  it('passes from a dead owner, whose pid was given anew, to exactly one of many', async () => {
    const folder = await folderForTest();
    const dead = { ...(await ownIdentity()), started: 'long ago' };
    await writeFile(join(folder, OWNER_FILE), JSON.stringify(dead));

    const claims = await Promise.allSettled(
      Array.from({ length: 20 }, () => takeOwnership(folder)),
    );

    expect(claims.filter((claim) => claim.status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual([OWNER_FILE]);
  });

  it('passes on from an owner that died while it took over from a dead one', async () => {
    const folder = await folderForTest();
    const dead = JSON.stringify({ ...(await ownIdentity()), started: 'long ago' });
    await writeFile(join(folder, OWNER_FILE), dead);
    await writeFile(join(folder, `${OWNER_FILE}.takeover`), dead);

    await takeOwnership(folder);

    expect(await readdir(folder)).toEqual([OWNER_FILE]);
  });

  it('passes on when an accident has spoilt the file', async () => {
    const folder = await folderForTest();
    await writeFile(join(folder, OWNER_FILE), '');

    await takeOwnership(folder);

    expect(JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8'))).toMatchObject({
      pid: process.pid,
    });
  });

  it('is respected across containers, where a pid says nothing, while the owner lives', async () => {
    const folder = await folderForTest();
    const owner = await takeOwnership(folder, BRISK);
    const path = join(folder, OWNER_FILE);
    // As seen from another container: same file, touched by the owner, but a foreign host.
    const record = JSON.parse(await readFile(path, 'utf8')) as { host: string };
    await writeFile(path, JSON.stringify({ ...record, pid: 1, host: 'replica-2 boot pid:[1]' }));

    await expect(takeOwnership(folder, BRISK)).rejects.toThrow('process 1 on replica-2');

    await owner.release();
  });

  it('passes on from an owner in a container that is gone', async () => {
    const folder = await folderForTest();
    const gone = { pid: 1, started: '1', host: 'replica-2 boot pid:[1]' };
    await writeFile(join(folder, OWNER_FILE), JSON.stringify(gone));

    await takeOwnership(folder, BRISK);

    expect(await readFile(join(folder, OWNER_FILE), 'utf8')).toContain(`"pid":${process.pid}`);
  });
});
