/** Faults of the disk, the clocks, the schema, and PgBouncer. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PgBouncer } from '../stand/pgbouncer.js';
import type { Postgres } from '../stand/postgres.js';
import type { Fault } from './fault.js';

const DISK = '/tmp/maskline-faults-disk';
const BALLAST = join(DISK, 'ballast');

export const diskFull: Fault = {
  name: 'disk-full',
  title: "PostgreSQL's disk is full for 4 s (a small tmpfs)",
  plan: {
    dataDir: join(DISK, 'database'),
    // Without spare segments the write-ahead log needs the full disk, too.
    postgresSettings: { max_wal_size: '32MB', min_wal_size: '32MB', wal_recycle: 'off' },
  },
  missing: () =>
    process.platform === 'linux' && process.getuid?.() === 0
      ? undefined
      : 'only root on Linux can mount a small disk',
  prepare() {
    mkdirSync(DISK, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=755', 'tmpfs', DISK]);
  },
  cleanUp() {
    execFileSync('umount', ['-l', DISK]);
    rmSync(DISK, { recursive: true, force: true });
  },
  async run({ postgres }) {
    fillDisk();
    await pause(4_000);
    for (let at = 0; existsSync(`${BALLAST}-${at}`); at += 1) rmSync(`${BALLAST}-${at}`);
    // A full disk can end the server.
    await postgres.revive();
  },
};

/** Writes until nothing more fits. */
function fillDisk(): void {
  const chunk = Buffer.alloc(4e6);
  try {
    for (let at = 0; ; at += 1) writeFileSync(`${BALLAST}-${at}`, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const clock = (shift: string): Record<string, string> => ({
  LD_PRELOAD: FAKETIME,
  FAKETIME: shift,
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
});

export const clocksOff: Fault = {
  name: 'clocks',
  title: 'the clock of one replica is 10 min ahead, that of the other one 10 min behind',
  plan: { settingsOf: [clock('+10m'), clock('-10m')] },
  missing: () =>
    existsSync(FAKETIME) ? undefined : "needs libfaketime (Debian's package libfaketime)",
  run: () => pause(4_000),
};

/** An additive migration as a next version would bring it: columns, an index, a table. */
const ADDITIVE = [
  'booking',
  'party',
  'route',
  'call_session',
  'call_leg',
  'message',
  'outbox_event',
  'event_delivery',
  'virtual_number',
  'pool',
].map((table) => `alter table ${table} add column added_later text`);

/** Runs a statement, again if it had to wait for its lock, since others wait behind it. */
async function whenUnlocked(postgres: Postgres, statement: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await postgres.query(`set lock_timeout = '500ms'; ${statement}`);
      return;
    } catch (error) {
      const isLocked = (error as { code?: string }).code === '55P03';
      if (!isLocked || tries === 10) throw error;
    }
  }
}

export const migration: Fault = {
  name: 'migration',
  title: 'an additive migration (columns on ten tables, a table) under two old replicas',
  plan: {},
  async run({ postgres }) {
    const statements = [...ADDITIVE, 'create table added_later (id uuid primary key)'];
    // One after the other, as short transactions: each waits only for its own lock.
    for (const statement of statements) await whenUnlocked(postgres, statement);
    await pause(1_000);
  },
};

const missingPgBouncer = (): string | undefined =>
  PgBouncer.isInstalled() ? undefined : "needs PgBouncer (Debian's package pgbouncer)";

export const postgresBehindPgbouncer: Fault = {
  name: 'pgbouncer-postgres',
  title: '`kill -9` of PostgreSQL behind PgBouncer, started again after two seconds',
  plan: { between: 'pgbouncer' },
  missing: missingPgBouncer,
  async run({ postgres }) {
    await postgres.kill();
    await pause(2_000);
    await postgres.resume();
  },
};

export const pgbouncerRestart: Fault = {
  name: 'pgbouncer',
  title: 'PgBouncer (session mode) is restarted, twice',
  plan: { between: 'pgbouncer' },
  missing: missingPgBouncer,
  async run({ pgbouncer }) {
    await pgbouncer!.restart();
    await pause(1_500);
    await pgbouncer!.restart();
  },
};
