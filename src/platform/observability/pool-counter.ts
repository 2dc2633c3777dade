import { Counter, type Registry } from 'prom-client';
import { NO_POOL, OTHER_POOLS, type PoolLabels } from './pool-labels.js';

/** Maximum number of pools that are counted apart; the others are counted together. */
const MAX_POOLS = 10_000;

/**
 * Counts by pool and one more label. It counts by the pool's id, which is all that a call knows, and
 * looks the label up when the metrics are read. So counting costs two lookups and no database.
 */
export class PoolCounter<const Value extends string> {
  private readonly counts = new Map<string | null, Map<Value, number>>();

  constructor({ name, help, label, values, registry, labels }: PoolCounterOptions<Value>) {
    const { counts } = this;
    // It registers itself.
    void new Counter({
      name,
      help: `${help} By pool: the first 100 by name, "${OTHER_POOLS}" and "${NO_POOL}".`,
      labelNames: ['pool', label],
      registers: [registry],
      collect() {
        this.reset();
        // Prometheus sees no increase in a series that begins with 1.
        for (const pool of labels.all()) {
          for (const value of values) this.inc({ pool, [label]: value }, 0);
        }
        for (const [poolId, byValue] of counts) {
          const pool = poolId === OTHER_POOLS ? OTHER_POOLS : labels.of(poolId);
          for (const [value, count] of byValue) this.inc({ pool, [label]: value }, count);
        }
      },
    });
  }

  /** @param poolId null: a number that is in no pool */
  inc(poolId: string | null, value: Value): void {
    let byValue = this.counts.get(poolId);
    if (!byValue) {
      const key = this.counts.size < MAX_POOLS ? poolId : OTHER_POOLS;
      byValue = this.counts.get(key) ?? new Map<Value, number>();
      this.counts.set(key, byValue);
    }
    byValue.set(value, (byValue.get(value) ?? 0) + 1);
  }
}

interface PoolCounterOptions<Value> {
  name: string;
  help: string;
  /** The name of the other label, and all its values. */
  label: string;
  values: readonly Value[];
  registry: Registry;
  labels: PoolLabels;
}
