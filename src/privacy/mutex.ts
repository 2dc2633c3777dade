import { Injectable } from '@nestjs/common';
import { ErasureUnderWayError } from './privacy.errors.js';

/** Lets in one at a time of this process what reads whole tables. */
@Injectable()
export class Mutex {
  private isTaken = false;

  /** @throws ErasureUnderWayError */
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
