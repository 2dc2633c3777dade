import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores 8x8 number lists that would retire most numbers of a pool until an operator decides. */
export class HeldSyncs1764000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table held_sync (
        pool_id uuid not null,
        id uuid not null,
        held_at timestamptz not null default now(),
        source text not null,
        as_of timestamptz not null,
        seen_since timestamptz not null,
        would_retire integer not null,
        numbers integer not null,
        constraint held_sync_pk primary key (pool_id),
        constraint held_sync_pool_fk foreign key (pool_id) references pool (id) on delete cascade,
        constraint held_sync_source_check check (source in ('list', 'snapshot'))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table held_sync`);
  }
}
