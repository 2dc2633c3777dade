import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the set-aside items of jobs. The table is small: at most 1,000 rows per job. */
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
