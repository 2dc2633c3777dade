import { Injectable } from '@nestjs/common';

/**
 * Whether this process is about to stop: it is no longer ready, but serves requests for a while.
 */
@Injectable()
export class Drain {
  private hasBegun = false;

  get isDraining(): boolean {
    return this.hasBegun;
  }

  begin(): void {
    this.hasBegun = true;
  }
}
