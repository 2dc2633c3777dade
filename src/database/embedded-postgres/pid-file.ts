import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { unlessMissing } from './errors.js';

/** What `postmaster.pid` in a cluster tells of its server. */
export interface PidFile {
  pid: number;
  /** Whether the server takes connections. */
  ready: boolean;
}

const fileIn = (cluster: string): string => join(cluster, 'postmaster.pid');

/**
 * Reads a cluster's `postmaster.pid`; undefined if there is none, or only the beginning of one.
 * Its lines are described in PostgreSQL's src/include/utils/pidfile.h; pg_ctl reads them too.
 */
export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const lines = (await unlessMissing(readFile(fileIn(cluster), 'utf8')))?.split('\n') ?? [];
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Has the file, if there is one, name a pid that no process can have. To delete the file would take from
 * PostgreSQL the number of the shared memory by which it notices backends that live on.
 */
export async function disownPidFile(cluster: string): Promise<void> {
  // The cluster's user could have put a link there, and we may be root.
  const flags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0);
  const file = await unlessMissing(open(fileIn(cluster), flags));
  if (file === undefined) return;
  try {
    const [, ...rest] = (await file.readFile('utf8')).split('\n');
    await file.truncate(0);
    await file.write(['2147483647', ...rest].join('\n'), 0);
  } finally {
    await file.close();
  }
}
