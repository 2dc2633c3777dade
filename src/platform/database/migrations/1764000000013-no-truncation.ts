import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a call reads or writes, and what loses many rows at once. */
const TABLES = [
  'booking',
  'party',
  'party_pin',
  'route',
  'call_session',
  'call_leg',
  'outbox_event',
  'webhook_delivery',
];

/**
 * Vacuum keeps empty pages at the end of a table for the rows to come. To give them back it locks the
 * table against everybody, and calls that want it wait.
 */
export class NoTruncation1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`alter table ${table} set (vacuum_truncate = off)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`alter table ${table} reset (vacuum_truncate)`);
  }
}
