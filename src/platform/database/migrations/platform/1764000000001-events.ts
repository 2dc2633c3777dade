import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Creates events, webhook endpoints and deliveries. `pool_id` is the last column of the keys, as in
 * all tables; `webhook_endpoint` is small.
 */
export class Events1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox_event (
        pool_id uuid not null,
        id uuid not null,
        type text not null,
        booking_id uuid,
        once_key text,
        payload jsonb not null,
        occurred_at timestamptz not null,
        constraint outbox_event_pk primary key (id, pool_id)
      )`);
    await runner.query(`
      create unique index outbox_event_once on outbox_event (once_key, pool_id)
        where once_key is not null`);
    await runner.query(`
      create index outbox_event_by_booking on outbox_event (booking_id, id)
        where booking_id is not null`);

    await runner.query(`
      create table webhook_endpoint (
        id uuid not null,
        url text not null,
        description text,
        types text[],
        pool_ids uuid[],
        state text not null default 'enabled',
        disabled_reason text,
        secret_ciphertext bytea not null,
        previous_secret_ciphertext bytea,
        previous_secret_until timestamptz,
        last_success_at timestamptz,
        failing_since timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint webhook_endpoint_pk primary key (id),
        constraint webhook_endpoint_state_check check (state in ('enabled', 'disabled'))
      )`);
    // Statements that write events must not scan a table sequentially (`GENERIC_PLANS`).
    await runner.query(`
      create index webhook_endpoint_enabled on webhook_endpoint (id) where state = 'enabled'`);

    // No foreign key to the endpoint: otherwise each call handle would have to lock its row.
    await runner.query(`
      create table webhook_delivery (
        pool_id uuid not null,
        event_id uuid not null,
        endpoint_id uuid not null,
        booking_id uuid,
        status text not null default 'pending',
        attempts smallint not null default 0,
        due_at timestamptz not null,
        claim uuid,
        claimed_until timestamptz,
        last_attempt_at timestamptz,
        last_status smallint,
        last_error text,
        created_at timestamptz not null default now(),
        constraint webhook_delivery_pk primary key (event_id, endpoint_id, pool_id),
        constraint webhook_delivery_event_fk foreign key (pool_id, event_id)
          references outbox_event (pool_id, id) on delete cascade,
        constraint webhook_delivery_status_check check (
          status in ('pending', 'delivered', 'dead'))
      )`);
    await runner.query(`
      create index webhook_delivery_due on webhook_delivery (endpoint_id, due_at, event_id)
        where status = 'pending'`);
    await runner.query(`
      create index webhook_delivery_in_order on webhook_delivery (booking_id, endpoint_id, event_id)
        where status = 'pending' and booking_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_delivery, webhook_endpoint, outbox_event');
  }
}
