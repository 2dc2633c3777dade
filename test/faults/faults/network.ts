/** Faults of the network between the replicas and PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultyProxy } from '../stand/faulty-proxy.js';
import type { Fault } from './fault.js';

const network = (
  name: string,
  title: string,
  damage: (proxy: FaultyProxy) => Promise<void> | void,
): Fault => ({
  name,
  title,
  plan: { between: 'proxy' },
  async run({ proxy }) {
    await damage(proxy!);
    proxy!.restore();
  },
});

export const delayed = network(
  'delay',
  'the network to PostgreSQL takes 150 ms each way, for 4 s',
  async (proxy) => {
    proxy.delay(150);
    await pause(4_000);
  },
);

export const cut = network('cut', 'no connection to PostgreSQL for 3 s', async (proxy) => {
  proxy.cut();
  await pause(3_000);
});

export const reset = network('reset', 'all connections are reset, three times', async (proxy) => {
  for (let times = 0; times < 3; times += 1) {
    proxy.reset();
    await pause(500);
  }
});

export const halfClosed = network('half-close', 'all connections are half-closed', (proxy) =>
  proxy.halfClose(),
);

export const swallowed = network(
  'swallow',
  'the network takes everything and delivers nothing, for 4 s',
  async (proxy) => {
    proxy.swallow();
    await pause(4_000);
  },
);

export const silent = network(
  'silence',
  'all connections fall silent at once; new ones work',
  (proxy) => proxy.silence(),
);
