import type { HookLimits } from './hook-limits.js';

/**
 * Stops questions to a hook that fails again and again. When it has been open for a while, it lets
 * one question through: a success closes it, a failure keeps it open.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil: number | undefined;

  constructor(private readonly limits: Pick<HookLimits, 'failuresToOpen' | 'openMs' | 'now'>) {}

  get isOpen(): boolean {
    return this.openUntil !== undefined;
  }

  /** Whether a question may be asked now. If so, report its outcome. */
  allows(): boolean {
    const { now, openMs } = this.limits;
    if (this.openUntil === undefined) return true;
    if (now() < this.openUntil) return false;
    // Until the outcome is known, no other question is let through.
    this.openUntil = now() + openMs;
    return true;
  }

  /** @returns whether this closed the circuit breaker */
  succeeded(): boolean {
    const wasOpen = this.isOpen;
    this.failures = 0;
    this.openUntil = undefined;
    return wasOpen;
  }

  /** @returns whether this opened the circuit breaker */
  failed(): boolean {
    const { now, openMs, failuresToOpen } = this.limits;
    this.failures += 1;
    if (this.failures < failuresToOpen) return false;
    const wasOpen = this.isOpen;
    this.openUntil = now() + openMs;
    return !wasOpen;
  }
}
