import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that calls read or write, or that lose many rows at once. */
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
 * Lets vacuum keep empty pages at the end of a table for future rows. To truncate them it would
 * lock the table exclusively and delay calls.
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
