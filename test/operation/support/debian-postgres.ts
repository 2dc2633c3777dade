import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, Program, runAsService } from './program.js';

const INSTALLED = '/usr/lib/postgresql';

/** A server of Debian's package `postgresql`, which has `pg_dump` too; the embedded one has not. */
export class DebianPostgres {
  private constructor(
    private readonly programs: string,
    private readonly server: Program,
    readonly url: string,
  ) {}

  /** @param folder an empty folder of the service user */
  static async start(folder: string): Promise<DebianPostgres> {
    const [version] = (await readdir(INSTALLED)).toSorted((a, b) => Number(b) - Number(a));
    const programs = join(INSTALLED, version!, 'bin');
    const cluster = join(folder, 'cluster');
    await runAsService(join(programs, 'initdb'), ['-D', cluster, '-U', 'maskline', '-A', 'trust']);
    const port = await freePort();
    const server = await Program.start(join(programs, 'postgres'), [
      `-D${cluster}`,
      `-p${port}`,
      `-k${folder}`,
      '--listen_addresses=127.0.0.1',
      '--fsync=off',
      '--max_connections=200',
    ]);
    const url = `postgres://maskline@127.0.0.1:${port}`;
    const started = new DebianPostgres(programs, server, `${url}/maskline`);
    for (;;) {
      const client = new pg.Client({ connectionString: `${url}/postgres` });
      try {
        await client.connect();
        await client.query('create database maskline');
        return started;
      } catch (error) {
        // Starting up, or not listening yet.
        const { code } = error as { code?: string };
        if (code !== '57P03' && code !== 'ECONNREFUSED') throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  dump(file: string): Promise<string> {
    const args = ['--format=custom', `--file=${file}`, this.url];
    return runAsService(join(this.programs, 'pg_dump'), args);
  }

  restore(file: string): Promise<string> {
    const args = ['--exit-on-error', '--no-owner', `--dbname=${this.url}`, file];
    return runAsService(join(this.programs, 'pg_restore'), args);
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGINT');
  }
}
