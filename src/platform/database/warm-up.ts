import { Injectable } from '@nestjs/common';

/**
 * Brings a replica to full speed before it is ready: connections prepare their plans, and Node.js
 * compiles the hot code. Modules add their own steps.
 */
@Injectable()
export class WarmUp {
  private readonly steps: (() => Promise<void>)[] = [];
  private running: Promise<void> | undefined;

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** Runs all steps in sequence, only once unless a step fails. */
  run(): Promise<void> {
    this.running ??= this.runSteps().catch((error: unknown) => {
      this.running = undefined;
      throw error;
    });
    return this.running;
  }

  private async runSteps(): Promise<void> {
    for (const step of this.steps) await step();
  }
}
