import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New and old names of tables, in pairs. */
const TABLES = [
  ['dead_letter', 'unreadable_message'],
  ['event_subscription', 'webhook_endpoint'],
  ['event_delivery', 'webhook_delivery'],
] as const;

const CONSTRAINTS = [
  ['dead_letter', 'dead_letter_pk', 'unreadable_message_pk'],
  ['event_subscription', 'event_subscription_pk', 'webhook_endpoint_pk'],
  ['event_subscription', 'event_subscription_state_check', 'webhook_endpoint_state_check'],
  ['event_delivery', 'event_delivery_pk', 'webhook_delivery_pk'],
  ['event_delivery', 'event_delivery_event_fk', 'webhook_delivery_event_fk'],
  ['event_delivery', 'event_delivery_status_check', 'webhook_delivery_status_check'],
] as const;

const INDEXES = [
  ['dead_letter_by_time', 'unreadable_message_by_time'],
  ['event_subscription_enabled', 'webhook_endpoint_enabled'],
  ['event_delivery_due', 'webhook_delivery_due'],
  ['event_delivery_in_order', 'webhook_delivery_in_order'],
] as const;

const COLUMNS = [
  ['virtual_number', 'carrier_updated_at', 'news_at'],
  ['event_delivery', 'subscription_id', 'endpoint_id'],
] as const;

/** Renames tables, columns and stored codes to the names used in the documentation. */
export class PlainNames1764000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [now, before] of TABLES)
      await runner.query(`alter table ${before} rename to ${now}`);
    for (const [table, now, before] of CONSTRAINTS) {
      await runner.query(`alter table ${table} rename constraint ${before} to ${now}`);
    }
    for (const [now, before] of INDEXES)
      await runner.query(`alter index ${before} rename to ${now}`);
    for (const [table, now, before] of COLUMNS) {
      await runner.query(`alter table ${table} rename column ${before} to ${now}`);
    }
    await runner.query(`
      update job_set_aside set item = replace(item, 'unreadable-message:', 'dead-letter:')
       where item like 'unreadable-message:%'`);
    await runner.query(`
      update call_session set reason = 'response-lost' where reason = 'answer-lost'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, now, before] of COLUMNS) {
      await runner.query(`alter table ${table} rename column ${now} to ${before}`);
    }
    for (const [now, before] of INDEXES)
      await runner.query(`alter index ${now} rename to ${before}`);
    for (const [table, now, before] of CONSTRAINTS) {
      await runner.query(`alter table ${table} rename constraint ${now} to ${before}`);
    }
    for (const [now, before] of TABLES)
      await runner.query(`alter table ${now} rename to ${before}`);
    await runner.query(`
      update job_set_aside set item = replace(item, 'dead-letter:', 'unreadable-message:')
       where item like 'dead-letter:%'`);
    await runner.query(`
      update call_session set reason = 'answer-lost' where reason = 'response-lost'`);
  }
}
