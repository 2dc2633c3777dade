import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let dataDir: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-process-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** The built application, as an operator runs it, on its embedded PostgreSQL. */
async function start(
  env: Record<string, string> = {},
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT: '0', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (url) {
      child.stdout.resume();
      return { url, child };
    }
  }
  throw new Error('it did not start');
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('node dist/main.js', () => {
  it('keeps its data between starts, and stops cleanly on SIGTERM and SIGINT', async () => {
    let pool: string | undefined;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { url, child } = await start();
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      const key = (await readFile(join(dataDir, 'admin-api-key'), 'utf8')).trim();
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      if (pool === undefined) {
        const body = JSON.stringify({ name: 'kept-pool', subAccountId: 'acme_rides' });
        await fetch(`${url}/v1/pools`, { method: 'POST', headers, body });
        pool = 'kept-pool';
      }
      expect((await fetch(`${url}/v1/pools/${pool}`, { headers })).status).toBe(200);

      const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
      const postmaster = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
      const exited = once(child, 'exit');
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(isRunning(postmaster)).toBe(false);
      expect(existsSync(pidFile)).toBe(false);
    }
  });

  it('stops with one error that names what is missing', async () => {
    const child = spawn(process.execPath, ['dist/main.js'], {
      env: { PATH: process.env['PATH'], DATA_DIR: dataDir, NODE_ENV: 'production', PORT: 'secret' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    expect(await once(child, 'exit')).toEqual([1, null]);
    for (const name of ['DATABASE_URL', 'ADMIN_API_KEY', 'WEBHOOK_SECRETS', 'NUMBER_KEYS']) {
      expect(stderr).toContain(`${name} is missing`);
    }
    expect(stderr).toContain('PORT must be a whole number');
    expect(stderr).not.toContain('secret');
  });
});

describe('node dist/setup/main.js', () => {
  it('exits with 2 when it is called wrongly, and leaves nothing behind', async () => {
    const left = join(dataDir, 'none');
    const child = spawn(process.execPath, ['dist/setup/main.js', '--sub-account', 'acme_rides'], {
      env: { PATH: process.env['PATH'], DATA_DIR: left },
      stdio: 'ignore',
    });
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(existsSync(left)).toBe(false);
  });
});
