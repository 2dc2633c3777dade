import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Records which attempt decided a call. An attempt whose response was lost withdraws only its own
 * decision, not that of another attempt for the same session.
 */
export class DecisionAttempts1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table call_session add column attempt_id uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table call_session drop column attempt_id`);
  }
}
