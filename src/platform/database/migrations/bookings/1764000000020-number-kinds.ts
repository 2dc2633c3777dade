import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the kinds of numbers, besides ordinary phone numbers, that parties of a pool may have. */
export class NumberKinds1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pool add column allowed_number_kinds text[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table pool drop column allowed_number_kinds`);
  }
}
