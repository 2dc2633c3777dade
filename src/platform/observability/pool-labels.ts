/**
 * Maximum number of pools with a label of their own. The series of a metric grow with it, and Prometheus
 * keeps each in memory.
 */
export const MAX_POOL_LABELS = 100;

/** The label of all other pools. A pool can be named so too; then it shares the label. */
export const OTHER_POOLS = 'other';
/** The label of calls and texts to a number that is in no pool. */
export const NO_POOL = 'none';

/**
 * The label values of pools in metrics: the names of the first 100 by name. A pool keeps its label until
 * the process ends, because a counter that changed its label would look like a burst.
 */
export class PoolLabels {
  private readonly names = new Map<string, string>();

  /** Takes pools in the order in which they get a label. A renamed pool gets its new name. */
  learn(pools: Iterable<{ id: string; name: string }>): void {
    for (const { id, name } of pools) {
      if (this.names.has(id) || this.names.size < MAX_POOL_LABELS) this.names.set(id, name);
    }
  }

  /** @param poolId null: a number that is in no pool */
  of(poolId: string | null): string {
    return poolId === null ? NO_POOL : (this.names.get(poolId) ?? OTHER_POOLS);
  }

  /** All labels of pools in use. */
  all(): Iterable<string> {
    return this.names.values();
  }

  /** Forgets all pools, for tests. */
  clear(): void {
    this.names.clear();
  }
}
