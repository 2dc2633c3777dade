import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Creates API keys, stored only as hashes, and the audit trail.
 *
 * `audit_event` has no foreign key to `api_key`: audit events outlive the key, and inserting one
 * locks no other row.
 */
export class ApiKeys1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_key (
        id uuid not null,
        name text not null,
        prefix text not null,
        secret_hash bytea not null,
        scopes text[] not null,
        pool_ids uuid[],
        rate_limit_per_minute integer,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        successor_id uuid,
        created_by text not null,
        created_at timestamptz not null default now(),
        constraint api_key_pk primary key (id),
        constraint api_key_secret_hash_unique unique (secret_hash),
        constraint api_key_successor_fk foreign key (successor_id) references api_key (id),
        constraint api_key_secret_hash_check check (octet_length(secret_hash) = 32),
        constraint api_key_scopes_check check (cardinality(scopes) > 0),
        constraint api_key_pools_check check (cardinality(pool_ids) > 0),
        constraint api_key_rate_check check (rate_limit_per_minute > 0)
      )`);

    await runner.query(`
      create table audit_event (
        id bigint generated always as identity not null,
        occurred_at timestamptz not null default now(),
        key_id uuid,
        actor text not null,
        action text not null,
        object_type text not null,
        object_id text,
        outcome text not null,
        code text,
        ip inet,
        details jsonb not null,
        constraint audit_event_pk primary key (id),
        constraint audit_event_outcome_check check (outcome in ('done', 'refused', 'failed'))
      )`);
    await runner.query(`create index audit_event_by_action on audit_event (action, id)`);
    await runner.query(`
      create index audit_event_by_key on audit_event (key_id, id) where key_id is not null`);
    await runner.query(`create index audit_event_by_time on audit_event (occurred_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table audit_event, api_key`);
  }
}
