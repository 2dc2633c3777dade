import { Injectable } from '@nestjs/common';

/**
 * What has to be done before a replica is as fast as it will be: plans that each connection makes
 * once, code that Node.js has yet to compile. Modules add their part.
 */
@Injectable()
export class WarmUp {
  private readonly steps: (() => Promise<void>)[] = [];
  private running: Promise<void> | undefined;

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** Runs all steps, one after the other. Does it once; after a failure, again. */
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
