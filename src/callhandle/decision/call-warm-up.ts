import { Injectable } from '@nestjs/common';
import { PhoneNumber } from '../../platform/values/index.js';
import { WarmUp } from '../../platform/database/index.js';
import { CallDecisionRepository } from './call-decision.repository.js';
import { CallRouter } from './call-router.js';

/** Decisions after which Node.js has compiled what a decision runs through. */
const ROUNDS = 10;
const AT_ONCE = 20;

/** A number that no pool can have: it is too short for a virtual number. */
const NOBODYS_NUMBER = '+1';
const CALLER = '+12025550123';

/** Makes the first calls of a replica as fast as the later ones. Decides about no call. */
@Injectable()
export class CallWarmUp {
  constructor(
    warmUp: WarmUp,
    private readonly decisions: CallDecisionRepository,
    private readonly router: CallRouter,
  ) {
    warmUp.add(() => this.run());
  }

  private async run(): Promise<void> {
    await this.decisions.planAll();
    const caller = PhoneNumber.ofForm(CALLER);
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, () =>
          this.router.explain(NOBODYS_NUMBER, caller, 'warm-up'),
        ),
      );
    }
  }
}
