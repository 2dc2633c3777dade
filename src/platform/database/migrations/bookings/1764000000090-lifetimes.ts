import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds start times, ends that move with use, reopening and quiet hours. The new columns are null in
 * existing rows, so no table is rewritten.
 */
export class Lifetimes1764000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table booking
        add column starts_at timestamptz,
        add column idle_ttl_seconds integer,
        add column max_expires_at timestamptz,
        add column quiet_hours jsonb,
        add column reopened_from_id integer,
        add constraint booking_idle_ttl_check check (
          idle_ttl_seconds is null or (idle_ttl_seconds > 0 and max_expires_at is not null)),
        add constraint booking_max_expiry_check check (expires_at <= max_expires_at)`);
    await runner.query(`alter table route add column callable_from timestamptz`);
    await runner.query(`alter table pool add column quiet_hours jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table pool drop column quiet_hours`);
    await runner.query(`alter table route drop column callable_from`);
    await runner.query(`
      alter table booking
        drop constraint booking_max_expiry_check,
        drop constraint booking_idle_ttl_check,
        drop column reopened_from_id,
        drop column quiet_hours,
        drop column max_expires_at,
        drop column idle_ttl_seconds,
        drop column starts_at`);
  }
}
