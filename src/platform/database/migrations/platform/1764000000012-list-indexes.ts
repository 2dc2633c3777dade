import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes the audit trail by time for each of its filters, and events without a booking by type.
 * Those are rare among many; other events are found quickly without an index, and each index adds
 * cost to every booking and call.
 */
export class ListIndexes1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await dropAuditIndexes(runner);
    await runner.query(`
      create index audit_event_by_action on audit_event (action, occurred_at, id)`);
    await runner.query(`
      create index audit_event_by_key on audit_event (key_id, occurred_at, id)
        where key_id is not null`);
    await runner.query(`
      create index audit_event_by_actor on audit_event (actor, occurred_at, id)
        where key_id is null`);
    await runner.query(`create index audit_event_by_time on audit_event (occurred_at, id)`);
    await runner.query(`
      create index outbox_event_by_type on outbox_event (type, id) where booking_id is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index outbox_event_by_type, audit_event_by_actor`);
    await dropAuditIndexes(runner);
    await runner.query(`create index audit_event_by_action on audit_event (action, id)`);
    await runner.query(`
      create index audit_event_by_key on audit_event (key_id, id) where key_id is not null`);
    await runner.query(`create index audit_event_by_time on audit_event (occurred_at)`);
  }
}

const dropAuditIndexes = (runner: QueryRunner): Promise<void> =>
  runner.query(`drop index audit_event_by_action, audit_event_by_key, audit_event_by_time`);
