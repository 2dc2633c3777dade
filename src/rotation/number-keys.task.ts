import { Injectable } from '@nestjs/common';
import { type Job, JobRegistry, type JobRun } from '../jobs/index.js';
import { NumberKeysService } from './number-keys.service.js';

/** Only when an operator asks for it: it relies on every replica having the new ring. */
@Injectable()
export class NumberKeysTask implements Job {
  readonly name = 'number-keys';
  readonly everySeconds = 0;

  constructor(
    jobs: JobRegistry,
    private readonly service: NumberKeysService,
  ) {
    jobs.add(this);
  }

  async run(run: JobRun): Promise<Record<string, number>> {
    return { ...(await this.service.run(run)) };
  }
}
