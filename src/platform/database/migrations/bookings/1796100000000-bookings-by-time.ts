import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An index that counts the bookings of a day, for the plan of a pool. The pool is not part of its key, so
 * that no statement of a call can use it (ADR 7).
 */
export class BookingsByTime1796100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index booking_by_time on booking (created_at) include (pool_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index booking_by_time`);
  }
}
