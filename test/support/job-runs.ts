import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { JobResponse } from '../../src/platform/jobs/job.service.js';
import type { SetAsideResponse } from '../../src/platform/jobs/set-aside/set-aside.service.js';
import type { TestApp } from './app.js';

/** Jobs run in this process, but only on request. */
export const JOBS_ON_REQUEST = {
  JOBS: 'on',
  JOB_BOOKING_EXPIRY_SECONDS: '0',
  JOB_POOL_REBALANCE_SECONDS: '0',
  JOB_POOL_SYNC_SECONDS: '0',
  JOB_EVENTS_SECONDS: '0',
  JOB_CALL_STATS_SECONDS: '0',
  JOB_MESSAGES_SECONDS: '0',
  JOB_KEPT_TEXTS_SECONDS: '0',
  JOB_CARRIER_ERASURES_SECONDS: '0',
  JOB_RETENTION_SECONDS: '0',
};

export async function jobOf(app: TestApp, name: string): Promise<JobResponse> {
  const { body } = await app.get('/v1/jobs').expect(200);
  return body.items.find((job: JobResponse) => job.name === name);
}

/** Runs a job on request of an operator and returns its state afterwards. */
export async function runJob(app: TestApp, name: string): Promise<JobResponse> {
  const { lastRun: before } = await jobOf(app, name);
  await app.post(`/v1/jobs/${name}/run`).expect(202);
  for (let tries = 0; tries < 600; tries += 1) {
    const job = await jobOf(app, name);
    const hasFinished = job.lastRun?.finishedAt && job.lastRun.finishedAt !== before?.finishedAt;
    if (!job.isRunning && hasFinished) return job;
    await delay(25);
  }
  throw new Error(`the job ${name} did not finish`);
}

export async function setAsideOf(app: TestApp, name: string): Promise<SetAsideResponse[]> {
  return (await app.get(`/v1/jobs/${name}/set-aside`).expect(200)).body.items;
}

export async function retrySetAside(app: TestApp, name: string): Promise<number> {
  return (await app.post(`/v1/jobs/${name}/set-aside/retry`).expect(200)).body.items;
}

/**
 * Runs a job with some failing items.
 * Expects that the job completes all other items, leaves these out of its next run, and completes them
 * once they are repaired and due.
 */
export async function expectSetAside(
  app: TestApp,
  name: string,
  {
    items,
    reason,
    repair,
  }: { items: string[]; reason: string | RegExp; repair: () => Promise<unknown> },
): Promise<void> {
  const first = await runJob(app, name);
  expect(first.lastRun).toMatchObject({
    outcome: 'done',
    error: null,
    result: { setAside: items.length },
  });
  expect(first.setAside).toBe(items.length);
  const listed = await setAsideOf(app, name);
  expect(listed.map(({ item }) => item).toSorted()).toEqual(items.toSorted());
  for (const item of listed) {
    expect(item).toMatchObject({ times: 1, reason: expect.stringMatching(reason) });
    expect(Date.parse(String(item.nextTryAt))).toBeGreaterThan(Date.parse(String(item.lastAt)));
    expect(app.logs.lines.join('\n')).toContain(`job ${name} set ${item.item} aside`);
  }

  const second = await runJob(app, name);
  expect(second.lastRun).toMatchObject({ outcome: 'done', result: { setAside: 0 } });
  expect(await setAsideOf(app, name), 'not retried before it is due').toEqual(listed);

  await repair();
  expect(await retrySetAside(app, name)).toBe(items.length);
  const third = await runJob(app, name);
  expect(third.lastRun).toMatchObject({ outcome: 'done', result: { setAside: 0 } });
  expect(third.setAside).toBe(0);
  expect(await setAsideOf(app, name)).toEqual([]);
}
