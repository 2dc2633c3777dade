import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit trail in the order of time, for each of its filters; and those events by type that are of no
 * booking, since they are few among many: the others are found soon without, and each index costs every
 * booking and call.
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
