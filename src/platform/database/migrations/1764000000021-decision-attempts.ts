import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which attempt decided a call. An attempt whose answer was lost takes its own connection back, and not
 * that of another attempt for the same session.
 */
export class DecisionAttempts1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table call_session add column attempt_id uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table call_session drop column attempt_id`);
  }
}
