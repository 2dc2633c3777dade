import type { ChildProcess } from 'node:child_process';
import type pg from 'pg';
import type { LoadResult } from './http-load.js';
import { readProbe } from './measured-process.js';
import type { ProbeReading, ProbeRequest } from './probe.js';
import { processorTime } from './processor-time.js';

/** The result of a load, and the cost of a response. */
export interface Measured extends Omit<LoadResult, 'processorMs'> {
  /** Microseconds of processor time per response: of the measured server, of its database, and of both. */
  server: number;
  database: number;
  cost: number;
  /** Writing transactions per second. */
  commits: number;
  /** Bytes of the write-ahead log per response. */
  walBytes: number;
  /** Percent of the time in garbage collection; NaN without a probe. */
  gc: number;
  /** Milliseconds; NaN where it was not watched. */
  loopDelayP99: number;
}

export interface MeasuredDatabase {
  processId: number;
  /** Absent if it is not PostgreSQL. */
  db?: pg.Pool;
}

export interface Target {
  /** Absent if the load itself is the measured program. */
  server?: ChildProcess;
  /** Further replicas of the server. */
  replicas?: readonly ChildProcess[];
  /** Absent if the server has none. */
  database?: MeasuredDatabase;
}

/**
 * Reads how much was written. `pg_stat_database` and `pg_stat_wal` are up to a second late; a position in the
 * log and the next transaction id are exact.
 */
async function writtenBy({ database }: Target): Promise<{ wal: number; transactions: number }> {
  const db = database?.db;
  if (!db) return { wal: 0, transactions: 0 };
  const { rows } = await db.query<{ wal: string; transactions: string }>(
    `select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal,
            pg_snapshot_xmax(pg_current_snapshot())::text as transactions`,
  );
  return { wal: Number(rows[0]!.wal), transactions: Number(rows[0]!.transactions) };
}

/** Milliseconds of processor time until now. */
const used = ({ server, replicas = [], database }: Target) => ({
  server: [...(server ? [server] : []), ...replicas].reduce(
    (sum, { pid }) => sum + processorTime(pid!),
    0,
  ),
  database: database ? processorTime(database.processId) : 0,
});

/**
 * Runs a load and measures its cost for the server and for the database, including the warm-up.
 * @param watchLoop see `ProbeRequest`
 */
export async function withCost(
  target: Target,
  load: () => Promise<LoadResult>,
  watchLoop: boolean,
): Promise<Measured> {
  const { server } = target;
  const probe = async (request: ProbeRequest): Promise<ProbeReading | undefined> =>
    server?.connected ? readProbe(server, request) : undefined;
  const writtenBefore = await writtenBy(target);
  await probe({ watchLoop });
  const before = used(target);
  const result = await load();
  const after = used(target);
  const reading = await probe({ watchLoop: false });
  const written = await writtenBy(target);
  const each = (value: number) => value / result.answers;
  const ofServer = each((result.processorMs ?? after.server - before.server) * 1000);
  const ofDatabase = each((after.database - before.database) * 1000);
  return {
    ...result,
    server: ofServer,
    database: ofDatabase,
    cost: ofServer + ofDatabase,
    commits: each(written.transactions - writtenBefore.transactions) * result.perSecond,
    walBytes: each(written.wal - writtenBefore.wal),
    gc: reading ? (reading.gc / reading.time) * 100 : NaN,
    loopDelayP99: reading?.loopDelayP99 ?? NaN,
  };
}

/** Returns the milliseconds of processor time that server and database use per second without any load. */
export async function idleCost(
  target: Target,
  seconds: number,
): Promise<{ server: number; database: number }> {
  const before = used(target);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = used(target);
  return {
    server: (after.server - before.server) / seconds,
    database: (after.database - before.database) / seconds,
  };
}

/** Does what autovacuum would do later. @returns the milliseconds of processor time that it took */
export async function vacuum(target: Target): Promise<number> {
  const before = used(target).database;
  await target.database?.db?.query('vacuum analyze');
  return used(target).database - before;
}
