import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes the phones of parties by the first bytes of their blind index (ADR 21). An expression, so
 * that no hot statement can use it (ADR 7).
 */
export class PhonesOfParties1764000000122 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index party_by_phone on party (substr(number_index, 1, 8))`);
    await runner.query(`
      create index party_alternate_by_phone on party_alternate (substr(number_index, 1, 8))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index party_by_phone, party_alternate_by_phone`);
  }
}
