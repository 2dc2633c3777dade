import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeProcess } from '../support/infrastructure/process.js';

let dataDir: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'maskline-process-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the built application, as an operator does, with its embedded PostgreSQL. */
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
  throw new Error('Maskline did not start');
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('node dist/main.js', () => {
  it('keeps its data between starts and stops cleanly on SIGTERM and SIGINT', async () => {
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

  it('logs the steps of its first start and its shutdown, in UTC and without colours', async () => {
    const app = NodeProcess.start(['dist/main.js'], {
      DATA_DIR: dataDir,
      DRAIN_SECONDS: '30',
      NO_COLOR: undefined,
    });
    running = app.child;
    await app.printed(/listening on http/);
    app.child.kill('SIGTERM');
    await app.printed(/no longer ready, serving for 30 s/);
    // A second signal skips the wait.
    app.child.kill('SIGTERM');
    expect(await app.ended()).toBe(0);
    const words = [
      'creating the embedded database',
      'starting the embedded database',
      'migrating the database',
      'listening on',
      'stopping: no longer ready',
      'stopping: no new connections',
      'stopped',
    ];
    const places = words.map((word) => app.output.indexOf(word));
    expect(places).toEqual(
      places.filter((place) => place >= 0).toSorted((one, next) => one - next),
    );
    for (const line of app.output.trim().split('\n')) {
      expect(line).toMatch(/ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /);
    }
    expect(app.output).not.toContain('\u001b');
  });

  it.each(['plain', 'json'])('says once why it cannot start (%s)', async (format) => {
    const app = NodeProcess.start(['dist/main.js'], {
      DATA_DIR: dataDir,
      DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none',
      LOG_FORMAT: format,
    });
    running = app.child;
    expect(await app.ended()).toBe(1);
    expect(app.output.match(/ECONNREFUSED/g)).toHaveLength(1);
    expect(app.output).toContain('DATABASE_URL: cannot be reached');
    expect(app.output).not.toContain('secret');
    if (format === 'json') {
      for (const line of app.output.trim().split('\n')) {
        expect(JSON.parse(line)).toMatchObject({ timestamp: expect.stringMatching(/Z$/) });
      }
    }
  });

  it('names the wrong setting if its data directory is not writable', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const app = NodeProcess.start(['dist/main.js'], { DATA_DIR: join(file, 'data') });
    running = app.child;
    expect(await app.ended()).toBe(1);
    expect(
      app.output.match(/DATA_DIR must be a directory that this user may write to/g),
    ).toHaveLength(1);
    expect(app.output).not.toContain(file);
  });

  it('stops with one error that names the missing settings', async () => {
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

describe('node dist-tools/tools/setup-8x8/main.js', () => {
  it('exits with 2 after a wrong call and leaves no files', async () => {
    const left = join(dataDir, 'none');
    const child = spawn(
      process.execPath,
      ['dist-tools/tools/setup-8x8/main.js', '--sub-account', 'acme_rides'],
      {
        env: { PATH: process.env['PATH'], DATA_DIR: left },
        stdio: 'ignore',
      },
    );
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(existsSync(left)).toBe(false);
  });
});
