import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { PoolCounter } from './pool-counter.js';
import { PoolLabels } from './pool-labels.js';

let registry: Registry;
let labels: PoolLabels;
let counter: PoolCounter<'connect' | 'refuse'>;
beforeEach(() => {
  registry = new Registry();
  labels = new PoolLabels();
  const name = 'calls_total';
  counter = new PoolCounter({
    name,
    help: 'Calls.',
    label: 'decision',
    values: ['connect', 'refuse'],
    registry,
    labels,
  });
});

const pools = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({
    id: `id-${at + from}`,
    name: `pool-${String(at + from).padStart(6, '0')}`,
  }));

/** Returns the values by pool. */
async function counted(): Promise<Record<string, number>> {
  const text = await registry.metrics();
  const lines = text.matchAll(/calls_total\{pool="([^"]*)",decision="connect"\} (\d+)/g);
  return Object.fromEntries([...lines].map(([, pool, value]) => [pool, Number(value)]));
}

describe('a counter by pool', () => {
  it('counts by the name of the pool, also if that is learned later', async () => {
    counter.inc('id-0', 'connect');
    counter.inc(null, 'connect');
    expect(await counted()).toEqual({ other: 1, none: 1 });
    labels.learn(pools(1));
    counter.inc('id-0', 'connect');
    expect(await counted()).toEqual({ 'pool-000000': 2, none: 1 });
  });

  it('has at most 100 pools and two more labels, whatever pools there are', async () => {
    labels.learn(pools(150));
    for (const { id } of pools(150)) counter.inc(id, 'connect');
    counter.inc(null, 'connect');
    const all = await counted();
    expect(Object.keys(all)).toHaveLength(102);
    expect(all).toMatchObject({ 'pool-000099': 1, other: 50, none: 1 });
  });

  it('shows a known pool before it counts, so that Prometheus sees the first increase', async () => {
    labels.learn(pools(1));
    expect(await counted()).toEqual({ 'pool-000000': 0 });
  });

  it('keeps the label of a pool when others come before it, and takes a new name', async () => {
    labels.learn(pools(100, 100));
    counter.inc('id-199', 'connect');
    labels.learn([...pools(100), { id: 'id-199', name: 'renamed' }]);
    counter.inc('id-0', 'connect');
    expect(await counted()).toMatchObject({ renamed: 1, other: 1, 'pool-000198': 0 });
  });

  it('needs bounded memory', async () => {
    for (const { id } of pools(10_500)) counter.inc(id, 'connect');
    expect(await counted()).toEqual({ other: 10_500 });
    const { size } = (counter as unknown as { counts: Map<string, unknown> }).counts;
    expect(size).toBeLessThanOrEqual(10_001);
  });
});
