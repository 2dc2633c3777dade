import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Allows a phone number to be erased from a booking that is kept. A route to an erased number still
 * reserves its virtual number, but connects no calls.
 */
export class Erasures1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table booking alter content_digest drop not null`);
    await runner.query(`
      alter table party
        alter number_ciphertext drop not null,
        alter number_index drop not null,
        add constraint party_number_check check (
          (number_ciphertext is null) = (number_index is null))`);
    await runner.query(`
      alter table route
        alter callee_index drop not null,
        alter callee_ciphertext drop not null,
        add constraint route_callee_check check (
          (callee_ciphertext is null) = (callee_index is null))`);
  }

  /** PostgreSQL refuses this if anything was erased, because erased values cannot be restored. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table route
        drop constraint route_callee_check,
        alter callee_index set not null,
        alter callee_ciphertext set not null`);
    await runner.query(`
      alter table party
        drop constraint party_number_check,
        alter number_ciphertext set not null,
        alter number_index set not null`);
    await runner.query(`alter table booking alter content_digest set not null`);
  }
}
