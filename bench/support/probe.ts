import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks';

/**
 * A preload (`node --import`) that reports garbage collection and event loop delay of a measured process to
 * the benchmark that started it. It is loaded into Maskline and into the floors alike.
 */
export interface ProbeReading {
  /** Since the last reading; milliseconds. */
  time: number;
  gc: number;
  /** Only if the loop was watched. */
  loopDelayP99?: number;
}

export interface ProbeRequest {
  /**
   * Whether to measure the event loop delay from now on. It wakes the process 50 times a second, which at a low
   * rate would cost more than what is measured.
   */
  watchLoop: boolean;
}

const RESOLUTION_MS = 20;

// Only the process that the benchmark started reports; its children and threads do not.
if (process.env['BENCH_PROBE'] === '1' && process.send) {
  delete process.env['BENCH_PROBE'];
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let gc = 0;
  const count = (entries: readonly { duration: number }[]) => {
    for (const { duration } of entries) gc += duration;
  };
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  let since = performance.now();
  process.on('message', ({ watchLoop }: ProbeRequest) => {
    count(observer.takeRecords());
    const now = performance.now();
    const reading: ProbeReading = { time: now - since, gc };
    // The histogram holds the intervals between two wake-ups, not the delays.
    if (delay.count > 0) reading.loopDelayP99 = delay.percentile(99) / 1e6 - RESOLUTION_MS;
    process.send!(reading);
    gc = 0;
    since = now;
    delay.reset();
    if (watchLoop) delay.enable();
    else delay.disable();
  });
  // A stopped process must be able to end.
  process.channel?.unref();
}
