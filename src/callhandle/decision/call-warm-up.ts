import { Injectable } from '@nestjs/common';
import { PhoneNumber } from '../../platform/values/index.js';
import { WarmUp } from '../../platform/database/index.js';
import { CallDecisionRepository } from './call-decision.repository.js';
import { CallRouter } from './call-router.js';

/** Rounds of decisions after which Node.js has compiled the code of a decision. */
const ROUNDS = 10;
const AT_ONCE = 20;

/** A number that no pool can contain, because it is too short for a virtual number. */
const UNUSED_NUMBER = '+1';
const CALLER = '+12025550123';

/**
 * Warms up a new replica, so that its first calls are as fast as later ones. Decides no real call.
 */
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
          this.router.explain(UNUSED_NUMBER, caller, 'warm-up'),
        ),
      );
    }
  }
}
