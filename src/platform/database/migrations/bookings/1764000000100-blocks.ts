import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Blocks between phone numbers, and abuse reports that keep their booking from retention. */
export class Blocks1764000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The call handle looks up the caller first, and the callee behind it. The index by id is for
    // the admin API only.
    await runner.query(`
      create table block (
        blocked_index bytea not null,
        blocked_from_index bytea not null,
        pool_id uuid not null,
        id uuid not null,
        blocked_ciphertext bytea not null,
        blocked_from_ciphertext bytea,
        reason_ciphertext bytea,
        ends_at timestamptz,
        created_at timestamptz not null default now(),
        constraint block_pk primary key (blocked_index, blocked_from_index, pool_id),
        constraint block_index_check check (
          octet_length(blocked_index) = 32 and octet_length(blocked_from_index) = 32)
      )`);
    await runner.query(`create index block_by_id on block (id)`);
    await runner.query(`
      create table abuse_report (
        id uuid not null,
        pool_id uuid not null,
        booking_id uuid not null,
        reported_by text not null,
        text_ciphertext bytea not null,
        held_until timestamptz not null,
        created_at timestamptz not null default now(),
        constraint abuse_report_pk primary key (id, pool_id),
        constraint abuse_report_booking_fk foreign key (pool_id, booking_id)
          references booking (pool_id, id) on delete cascade
      )`);
    await runner.query(`create index abuse_report_by_booking on abuse_report (booking_id)`);
    // As for the other tables that calls read: vacuum must not lock them.
    await runner.query(`alter table block set (vacuum_truncate = off)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table abuse_report, block`);
  }
}
