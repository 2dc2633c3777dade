import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { DataDirectoryInUseError, codeOf, unlessMissing } from './errors.js';
import { type ProcessIdentity, isAlive, ownIdentity } from './process-identity.js';

interface Tempo {
  /** How often an owner touches its file, for those who cannot see its process (ms). */
  heartbeat: number;
  /** How long they watch the file before they take its owner for dead (ms). */
  watch: number;
}

const TEMPO: Tempo = { heartbeat: 2_000, watch: 7_000 };

/** The right to run the server of a data directory; at most one process has it at a time. */
export interface Ownership {
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process, from a dead owner if need be. An owner in another
 * container or on another machine is watched for some seconds, since its pid says nothing here.
 *
 * @throws DataDirectoryInUseError if an owner that is alive has it, be it this very process
 */
export async function takeOwnership(dataDir: string, tempo = TEMPO): Promise<Ownership> {
  const path = join(dataDir, 'postgres.owner.json');
  const record = await claim(path, tempo);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, tempo.heartbeat);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      await remove(path, record);
    },
  };
}

/**
 * Creates the file with a record of this process and returns the record.
 * The record is linked into place, so that nobody ever sees half of it.
 */
async function claim(path: string, tempo: Tempo): Promise<string> {
  const nonce = randomUUID();
  const self = await ownIdentity();
  const record = JSON.stringify({ ...self, nonce });
  const draft = `${path}.${nonce}`;
  await writeFile(draft, record, { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (await linkUnlessThere(draft, path)) return record;
      const found = await unlessMissing(readFile(path, 'utf8'));
      if (found === undefined) continue;
      await refuseIfAlive(path, found, self.host, tempo);
      if (await succeed(path, found, draft, tempo)) return record;
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Replaces the record of a dead owner by ours, unless somebody else already did.
 * There is no "replace if unchanged" for files. So the right to replace is itself claimed in
 * the same manner, and whoever has it looks again: nobody else can change a dead owner's record.
 */
async function succeed(path: string, dead: string, draft: string, tempo: Tempo): Promise<boolean> {
  const right = `${path}.takeover`;
  const record = await claim(right, tempo);
  try {
    if ((await unlessMissing(readFile(path, 'utf8'))) !== dead) return false;
    await rename(draft, path);
    return true;
  } finally {
    await remove(right, record);
  }
}

async function refuseIfAlive(
  path: string,
  record: string,
  host: string,
  tempo: Tempo,
): Promise<void> {
  const owner = parse(record);
  if (owner === undefined) return;
  if (owner.host === host) {
    if (await isAlive(owner)) throw new DataDirectoryInUseError(dirname(path), owner.pid);
  } else if (await isBeating(path, tempo)) {
    throw new DataDirectoryInUseError(dirname(path), owner.pid, owner.host.split(' ')[0]);
  }
}

async function isBeating(path: string, { heartbeat, watch }: Tempo): Promise<boolean> {
  const first = await unlessMissing(stat(path));
  const giveUp = performance.now() + watch;
  while (first !== undefined && performance.now() < giveUp) {
    await delay(heartbeat / 10);
    const now = await unlessMissing(stat(path));
    if (now === undefined) return false;
    if (now.mtimeMs !== first.mtimeMs || now.ino !== first.ino) return true;
  }
  return false;
}

/** Undefined for a file that some accident has spoilt: it names no owner. */
function parse(record: string): ProcessIdentity | undefined {
  try {
    const { pid, started, host } = JSON.parse(record) as Partial<ProcessIdentity>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { pid, started: started ?? null, host };
  } catch {
    return undefined;
  }
}

async function linkUnlessThere(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function remove(path: string, record: string): Promise<void> {
  if ((await unlessMissing(readFile(path, 'utf8'))) === record) await rm(path, { force: true });
}
