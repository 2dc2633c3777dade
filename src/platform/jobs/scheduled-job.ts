import { DiscoveryService } from '@nestjs/core';
import type { Settings } from '../config/index.js';
import type { Job } from './job.js';

/** A job whose interval is a setting, or one with a fixed interval. */
export type JobDeclaration =
  { name: keyof Settings['jobSeconds'] } | Pick<Job, 'name' | 'everySeconds'>;

export const DECLARED_JOB = DiscoveryService.createDecorator<JobDeclaration>();

/** Declares a provider's method as a job. `JobRegistry` finds it at start-up. */
export const ScheduledJob = (
  job: JobDeclaration,
): (<Run extends Job['run']>(
  target: object,
  key: string,
  method: TypedPropertyDescriptor<Run>,
) => void) => DECLARED_JOB(job);
