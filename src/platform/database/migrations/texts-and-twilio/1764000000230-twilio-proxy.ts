import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the tables of Twilio Proxy's API: its accounts, services, sessions and participants. */
export class TwilioProxy1764000000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table facade_account (
        id uuid not null,
        name text not null,
        token_ciphertext bytea not null,
        secret_hash bytea not null,
        scopes text[] not null,
        pool_ids uuid[],
        sub_account_id text,
        revoked_at timestamptz,
        last_used_at timestamptz,
        created_by text not null,
        created_at timestamptz not null default now(),
        constraint facade_account_pk primary key (id),
        constraint facade_account_secret_hash_unique unique (secret_hash),
        constraint facade_account_secret_hash_check check (octet_length(secret_hash) = 32),
        constraint facade_account_scopes_check check (cardinality(scopes) > 0)
      )`);
    await runner.query(`
      create table twilio_service (
        pool_id uuid not null,
        account_id uuid,
        unique_name text not null,
        default_ttl integer not null default 0,
        callback_url text,
        intercept_callback_url text,
        out_of_session_callback_url text,
        geo_match_level text not null default 'country',
        chat_instance_sid text,
        deleted_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint twilio_service_pk primary key (pool_id),
        constraint twilio_service_pool_fk foreign key (pool_id) references pool (id),
        constraint twilio_service_ttl_check check (default_ttl >= 0)
      )`);
    await runner.query(`
      create unique index twilio_service_by_name on twilio_service (unique_name)
        where deleted_at is null`);
    await runner.query(`
      create table twilio_session (
        id uuid not null,
        pool_id uuid not null,
        unique_name text,
        generation integer not null default 0,
        mode text not null,
        ttl integer not null,
        date_expiry timestamptz,
        closed_at timestamptz,
        reopened_at timestamptz,
        deleted_interactions text[] not null default '{}',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint twilio_session_pk primary key (id, pool_id),
        constraint twilio_session_name_unique unique (unique_name, pool_id),
        constraint twilio_session_pool_fk foreign key (pool_id) references pool (id),
        constraint twilio_session_mode_check
          check (mode in ('message-only', 'voice-only', 'voice-and-message')),
        constraint twilio_session_ttl_check check (ttl >= 0)
      )`);
    await runner.query(`
      create table twilio_participant (
        session_id uuid not null,
        role text not null,
        pool_id uuid not null,
        friendly_name text,
        created_at timestamptz not null default now(),
        constraint twilio_participant_pk primary key (session_id, role, pool_id),
        constraint twilio_participant_session_fk foreign key (session_id, pool_id)
          references twilio_session (id, pool_id) on delete cascade
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'twilio_participant',
      'twilio_session',
      'twilio_service',
      'facade_account',
    ]) {
      await runner.query(`drop table ${table}`);
    }
  }
}
