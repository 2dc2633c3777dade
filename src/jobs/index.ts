export type { Job, JobRun } from './job.js';
export { JobRow } from './job.entity.js';
export { JobRegistry } from './job-registry.js';
export { JobService } from './job.service.js';
export { JobsModule } from './jobs.module.js';
