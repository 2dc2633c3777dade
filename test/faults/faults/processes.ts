/** Faults of the replicas and of PostgreSQL's processes. */
import { setTimeout as pause } from 'node:timers/promises';
import { now } from '../history/recorder.js';
import type { Stand } from '../stand/stand.js';
import type { Fault } from './fault.js';

export const noFault: Fault = {
  name: 'none',
  title: 'no fault',
  plan: { replicas: 3 },
  run: () => Promise.resolve(),
};

export const killReplica: Fault = {
  name: 'kill-replica',
  title: '`kill -9` of a replica, twice',
  plan: {},
  async run({ replicas }) {
    for (const replica of replicas) {
      await replica.signal('SIGKILL');
      await pause(1_500);
      await replica.again();
    }
  },
};

export const killPostgres: Fault = {
  name: 'kill-postgres',
  title: '`kill -9` of PostgreSQL, started again after a second',
  plan: {},
  async run({ postgres }) {
    await postgres.kill();
    await pause(1_000);
    await postgres.resume();
  },
};

/** The backends of the replicas. */
const BACKENDS = `from pg_stat_activity
  where application_name like 'maskline%' and backend_type = 'client backend'`;

export const terminateBackends: Fault = {
  name: 'terminate-backends',
  title: '`pg_terminate_backend` of all connections, five times',
  plan: {},
  async run({ postgres }) {
    for (let times = 0; times < 5; times += 1) {
      await postgres.query(`select pg_terminate_backend(pid) ${BACKENDS}`);
      await pause(700);
    }
  },
};

export const stopReplica: Fault = {
  name: 'stop-replica',
  title: 'SIGSTOP of a replica for 4 s',
  plan: {},
  async run(stand) {
    const [replica] = stand.replicas;
    const start = now();
    await replica!.signal('SIGSTOP');
    await pause(4_000);
    await replica!.signal('SIGCONT');
    // What waits in its sockets is answered now, too late.
    stand.recorder.add({ type: 'outage', replica: replica!.name, start, end: now() + 500 });
  },
};

export const stopBackends: Fault = {
  name: 'stop-backends',
  title: 'SIGSTOP of four backends for 5 s',
  plan: {},
  async run({ postgres }) {
    const backends = await postgres.query<{ pid: number }>(
      `select pid ${BACKENDS} order by random() limit 4`,
    );
    for (const { pid } of backends) process.kill(pid, 'SIGSTOP');
    await pause(5_000);
    for (const { pid } of backends) process.kill(pid, 'SIGCONT');
  },
};

/** SIGTERM to one after the other, each as soon as the last one is ready again. */
async function restart({ replicas }: Stand): Promise<void> {
  for (const replica of replicas) {
    await replica.signal('SIGTERM');
    await replica.again();
    await pause(500);
  }
}

export const restartUndrained: Fault = {
  name: 'restart-undrained',
  title: 'rolling restart of both replicas behind a proxy that checks nothing',
  plan: { isChecked: false, settings: { DRAIN_SECONDS: '1' } },
  run: restart,
};

export const restartDrained: Fault = {
  name: 'restart-drained',
  title: 'rolling restart of both replicas with a drain of 3 s',
  plan: { settings: { DRAIN_SECONDS: '3' } },
  run: restart,
};
