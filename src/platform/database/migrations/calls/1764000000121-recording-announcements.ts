import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a pool require that callers hear an announcement before a recorded call. */
export class RecordingAnnouncements1764000000121 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pool
        add column recording_requires_announcement boolean not null default false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table pool drop column recording_requires_announcement`);
  }
}
