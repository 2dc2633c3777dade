import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Items that a job could not do and has set aside. The table is small: a job has at most 1,000. */
export class JobSetAside1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table job_set_aside (
        job text not null,
        item text not null,
        reason text not null,
        times integer not null default 1,
        first_at timestamptz not null default now(),
        last_at timestamptz not null default now(),
        next_try_at timestamptz not null,
        warned_at timestamptz not null default now(),
        constraint job_set_aside_pk primary key (job, item)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table job_set_aside`);
  }
}
