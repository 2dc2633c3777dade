import { type ChildProcess, execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Postgres } from './postgres.js';
import { end, freePort, startProgram } from './processes.js';

const PROGRAM = '/usr/sbin/pgbouncer';

/** The settings that PgBouncer does not pass on; docs/deploy.md gives them to the role. */
const ROLE_SETTINGS = {
  plan_cache_mode: `'force_generic_plan'`,
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  statement_timeout: `'4s'`,
  idle_in_transaction_session_timeout: `'4s'`,
};

/** PgBouncer between the replicas and PostgreSQL, as docs/deploy.md configures it for any version. */
export class PgBouncer {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly log: string,
    private child: ChildProcess,
  ) {}

  /** Whether the program is there; Debian's package has it. */
  static isInstalled(): boolean {
    try {
      execFileSync(PROGRAM, ['--version']);
      return true;
    } catch {
      return false;
    }
  }

  static async start(postgres: Postgres, folder: string, log: string): Promise<PgBouncer> {
    for (const [name, value] of Object.entries(ROLE_SETTINGS)) {
      await postgres.query(`alter role maskline set ${name} = ${value}`);
    }
    const target = new URL(postgres.url);
    const port = await freePort();
    await mkdir(folder, { recursive: true });
    const database = target.pathname.slice(1);
    const config = [
      '[databases]',
      `${database} = host=127.0.0.1 port=${target.port} dbname=${database} user=${target.username} password=${target.password}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'auth_type = any',
      'pool_mode = session',
      'default_pool_size = 100',
      'max_client_conn = 400',
      'server_login_retry = 1',
      'ignore_startup_parameters = options',
      'unix_socket_dir =',
      '',
    ].join('\n');
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, config, { mode: 0o600 });
    await chmod(folder, 0o755);
    const user = process.getuid?.() === 0 ? userIds() : undefined;
    if (user) await chown(file, user.uid, user.gid);
    const url = new URL(postgres.url);
    url.port = String(port);
    const bouncer = new PgBouncer(url.href, folder, log, run(folder, log, user));
    await bouncer.listening();
    return bouncer;
  }

  /** Stops it at once, as a crash or an upgrade does, and starts it again. */
  async restart(): Promise<void> {
    await end(this.child, 'SIGTERM');
    this.child = run(this.folder, this.log, process.getuid?.() === 0 ? userIds() : undefined);
    await this.listening();
  }

  async stop(): Promise<void> {
    await end(this.child, 'SIGTERM');
  }

  private async listening(): Promise<void> {
    const port = Number(new URL(this.url).port);
    for (let tries = 0; tries < 100; tries += 1) {
      const isUp = await new Promise<boolean>((resolve) => {
        const socket = createConnection(port, '127.0.0.1', () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      });
      if (isUp) return;
      await pause(50);
    }
    throw new Error('PgBouncer did not start');
  }
}

/** It refuses to run as root. */
function userIds(): { uid: number; gid: number } {
  const id = (option: string): number =>
    Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

const run = (
  folder: string,
  log: string,
  user: { uid: number; gid: number } | undefined,
): ChildProcess =>
  startProgram(PROGRAM, [join(folder, 'pgbouncer.ini')], log, { cwd: '/', ...user });
