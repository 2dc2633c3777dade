import { setTimeout as delay } from 'node:timers/promises';

/** The speed of simulated time. */
export class Pace {
  /**
   * @param timeScale simulated seconds per real second
   * @param closing aborted when the simulator closes
   * @throws RangeError outside 0.1 to 1,000,000, where delays no longer fit a timer
   */
  constructor(
    private readonly timeScale: number,
    private readonly closing: AbortSignal,
  ) {
    if (!(timeScale >= 0.1 && timeScale <= 1_000_000)) {
      throw new RangeError('timeScale is not 0.1 to 1000000');
    }
  }

  /** Returns simulated seconds since an arbitrary time. */
  elapsedSeconds(): number {
    return (performance.now() / 1000) * this.timeScale;
  }

  /**
   * Waits in real time.
   * @param seconds simulated seconds
   * @throws SimulatorClosedError as soon as the simulator closes
   */
  async wait(seconds: number): Promise<void> {
    this.closing.throwIfAborted();
    try {
      await delay((seconds * 1000) / this.timeScale, undefined, { signal: this.closing });
    } catch (error) {
      // The timer rejects with its own AbortError; throws the reason for callers instead.
      this.closing.throwIfAborted();
      throw error;
    }
  }
}

/**
 * The time within one call or text. It starts at the real time and moves only while the call waits, so
 * that a 30 s call has timestamps 30 s apart at any time scale.
 */
export class CallClock {
  constructor(
    private readonly pace: Pace,
    private time = Date.now(),
  ) {}

  now(): Date {
    return new Date(this.time);
  }

  /** @throws SimulatorClosedError as soon as the simulator closes */
  async advance(seconds: number): Promise<void> {
    await this.pace.wait(seconds);
    this.time += seconds * 1000;
  }
}
