import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the languages of a pool's messages, and the language of a party. */
export class Languages1764000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table pool add column languages jsonb not null default '[]'`);
    await runner.query(`alter table party add column language text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table party drop column language`);
    await runner.query(`alter table pool drop column languages`);
  }
}
