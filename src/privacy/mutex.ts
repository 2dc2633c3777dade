import { Injectable } from '@nestjs/common';
import { ErasureUnderWayError } from './privacy.errors.js';

/** Allows one erasure or export at a time in this process, because each reads whole tables. */
@Injectable()
export class Mutex {
  private isTaken = false;

  /**
   * Runs the function while holding the mutex.
   * @throws ErasureUnderWayError if the mutex is taken
   */
  async pass<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.isTaken) throw new ErasureUnderWayError();
    this.isTaken = true;
    try {
      return await run();
    } finally {
      this.isTaken = false;
    }
  }
}
