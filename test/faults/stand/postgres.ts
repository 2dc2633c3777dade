import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate } from '../../../src/platform/database/index.js';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
  SURROUNDINGS,
} from '../../../src/platform/database/embedded-postgres/start.js';
import { freePort } from './processes.js';

/** Durable, as in production. */
const SETTINGS = { shared_buffers: '128MB', max_connections: '200', max_wal_size: '256MB' };

/** A PostgreSQL server of the run, which a fault can kill and start again on its port. */
export class Postgres {
  private server: EmbeddedPostgres | undefined;
  private readonly log;

  private constructor(
    readonly dataDir: string,
    private readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
    log: string,
  ) {
    this.log = createWriteStream(log, { flags: 'a' });
  }

  /** Starts a server with the migrated schema: a copy of one that was made at the first start. */
  static async start(
    template: string,
    dataDir: string,
    log: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Postgres> {
    await mkdir(dataDir, { recursive: true });
    // With the owner of each file: PostgreSQL runs only as the owner of its data.
    const run = promisify(execFile);
    await run('cp', ['-a', `${template}/.`, dataDir]);
    // Otherwise the first commits wait until the copy is on the disk.
    await run('sync', ['-f', dataDir]);
    const postgres = new Postgres(dataDir, await freePort(), { ...SETTINGS, ...settings }, log);
    await postgres.resume();
    return postgres;
  }

  /** Makes the server that the others are copies of. */
  static async makeTemplate(dataDir: string, log: string): Promise<void> {
    const postgres = new Postgres(dataDir, await freePort(), { ...SETTINGS, fsync: 'off' }, log);
    await postgres.resume();
    await migrate(postgres.url);
    await postgres.stop();
  }

  get url(): string {
    if (!this.server) throw new Error('PostgreSQL has not been started');
    return this.server.url;
  }

  async resume(): Promise<void> {
    this.server = await startEmbeddedPostgres(
      {
        dataDir: this.dataDir,
        settings: this.settings,
        onLog: (line) => void this.log.write(`${line}\n`),
      },
      { ...SURROUNDINGS, choosePort: () => Promise.resolve(this.port) },
    );
  }

  /** Waits until it accepts statements; starts it again if it has ended, as a supervisor does. */
  async revive(): Promise<void> {
    for (const giveUpAt = performance.now() + 20_000; ; await pause(100)) {
      if (!isRunning(await this.pid())) await this.resume();
      const isUp = await this.query('select 1').then(
        () => true,
        () => false,
      );
      if (isUp) return;
      if (performance.now() > giveUpAt) throw new Error('PostgreSQL does not come back');
    }
  }

  /** Kills the server as `kill -9` of the postmaster does; its backends notice that. */
  async kill(): Promise<void> {
    process.kill(await this.pid(), 'SIGKILL');
    await pause(100);
  }

  /** Runs a statement as an operator. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'test-faults' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async pid(): Promise<number> {
    const file = join(this.dataDir, 'postgres/postmaster.pid');
    const [pid] = (await readFile(file, 'utf8').catch(() => '0')).split('\n');
    return Number(pid);
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.log.end();
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
