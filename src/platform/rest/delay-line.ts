interface Delayed {
  dueAt: number;
  run: () => void;
}

/** Runs functions after a fixed delay, with a single timer. */
export class DelayLine {
  private readonly queue: Delayed[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** @param delay milliseconds */
  constructor(private readonly delay: number) {}

  add(run: () => void): void {
    this.queue.push({ dueAt: performance.now() + this.delay, run });
    this.timer ??= setTimeout(this.flush, this.delay).unref();
  }

  private readonly flush = (): void => {
    const now = performance.now();
    const waiting = this.queue.findIndex(({ dueAt }) => dueAt > now + 1);
    const due = this.queue.splice(0, waiting < 0 ? this.queue.length : waiting);
    const [next] = this.queue;
    this.timer = next && setTimeout(this.flush, next.dueAt - now).unref();
    for (const { run } of due) run();
  };
}
