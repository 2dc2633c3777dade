import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Programs that refuse to run as root run as the user `postgres` of Debian's package, or as `nobody`. */
const SERVICE_USER = async (): Promise<{ uid: number; gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string) => {
    const { stdout } = await execute('id', [flag, 'postgres']).catch(() => ({ stdout: '65534' }));
    return Number(stdout);
  };
  return { uid: await idOf('-u'), gid: await idOf('-g') };
};

/** A folder that the service user can use, for the files of one program. */
export async function serviceFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'maskline-operation-'));
  const user = await SERVICE_USER();
  if (user) await chown(path, user.uid, user.gid);
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Runs a program as the service user to its end. @throws Error with what it printed, if it fails */
export async function runAsService(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { ...(await SERVICE_USER()), cwd: '/' });
  return stdout;
}

/** A server that runs until it is stopped. */
export class Program {
  output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  static async start(program: string, args: readonly string[]): Promise<Program> {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      ...(await SERVICE_USER()),
    });
    await once(child, 'spawn');
    return new Program(child);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.kill(signal);
    await ended;
  }
}

/** Returns a port on which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
