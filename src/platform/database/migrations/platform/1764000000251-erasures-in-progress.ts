import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the records of erasures with their progress. They have no phone number. */
export class ErasuresInProgress1764000000251 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table erasure (
        id uuid not null,
        actor text not null,
        begun_at timestamptz not null,
        step text,
        steps_done smallint not null default 0,
        step_begun_at timestamptz not null default now(),
        counts jsonb not null default '{}',
        ended_at timestamptz,
        code text,
        constraint erasure_pk primary key (id)
      )`);
    await runner.query(`create index erasure_by_time on erasure (begun_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table erasure`);
  }
}
