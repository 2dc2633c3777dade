import { Injectable } from '@nestjs/common';
import type { Job } from './job.js';

/** The jobs of this process; each task enters its own when it is made. */
@Injectable()
export class JobRegistry {
  private readonly jobs = new Map<string, Job>();

  add(job: Job): void {
    this.jobs.set(job.name, job);
  }

  get(name: string): Job | undefined {
    return this.jobs.get(name);
  }

  all(): Job[] {
    return [...this.jobs.values()];
  }
}
