import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds when a session of the console was last used. */
export class ConsoleSessionsSeen1764000000250 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table console_session add column last_seen_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table console_session drop column last_seen_at`);
  }
}
