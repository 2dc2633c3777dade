import type { ChildProcess } from 'node:child_process';
import type { LoadResult } from './http-load.js';
import type { ProbeReading, ProbeRequest } from './probe.js';
import { readProbe } from './probed.js';
import { processorTime } from './processor-time.js';
import type { BenchDatabase } from './stage.js';

/** The result of a load, and the cost of a response. */
export interface Measured extends Omit<LoadResult, 'processorMs'> {
  /** Microseconds of processor time per response: of the measured server, of PostgreSQL, and of both. */
  server: number;
  postgres: number;
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

/**
 * Reads how much was written. `pg_stat_database` and `pg_stat_wal` are up to a second late; a position in the
 * log and the next transaction id are exact.
 */
async function writtenBy({ db }: BenchDatabase): Promise<{ wal: number; transactions: number }> {
  const { rows } = await db.query<{ wal: string; transactions: string }>(
    `select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal,
            pg_snapshot_xmax(pg_current_snapshot())::text as transactions`,
  );
  return { wal: Number(rows[0]!.wal), transactions: Number(rows[0]!.transactions) };
}

/**
 * Runs a load and measures its cost for the server and for the database, including the warm-up.
 * @param server absent if the load itself is the measured program
 * @param watchLoop see `ProbeRequest`
 */
export async function withCost(
  server: ChildProcess | undefined,
  database: BenchDatabase,
  load: () => Promise<LoadResult>,
  watchLoop: boolean,
): Promise<Measured> {
  const used = () => ({
    server: server ? processorTime(server.pid!) : 0,
    postgres: processorTime(database.processId),
  });
  const probe = async (request: ProbeRequest): Promise<ProbeReading | undefined> =>
    server?.connected ? readProbe(server, request) : undefined;
  const writtenBefore = await writtenBy(database);
  await probe({ watchLoop });
  const before = used();
  const result = await load();
  const after = used();
  const reading = await probe({ watchLoop: false });
  const written = await writtenBy(database);
  const each = (milliseconds: number) => (milliseconds / result.answers) * 1000;
  const ofServer = each(result.processorMs ?? after.server - before.server);
  const ofPostgres = each(after.postgres - before.postgres);
  return {
    ...result,
    server: ofServer,
    postgres: ofPostgres,
    cost: ofServer + ofPostgres,
    commits:
      ((written.transactions - writtenBefore.transactions) / result.answers) * result.perSecond,
    walBytes: (written.wal - writtenBefore.wal) / result.answers,
    gc: reading ? (reading.gc / reading.time) * 100 : NaN,
    loopDelayP99: reading?.loopDelayP99 ?? NaN,
  };
}
