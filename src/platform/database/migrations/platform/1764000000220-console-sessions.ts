import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the sessions of operators who have signed in to the console. */
export class ConsoleSessions1764000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table console_session (
        id uuid not null,
        token_hash bytea not null,
        key_id uuid,
        bootstrap_mac bytea,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at timestamptz,
        constraint console_session_pk primary key (id),
        constraint console_session_token_hash_unique unique (token_hash),
        constraint console_session_key_fk foreign key (key_id) references api_key (id),
        constraint console_session_token_hash_check check (octet_length(token_hash) = 32),
        constraint console_session_credential_check
          check ((key_id is null) <> (bootstrap_mac is null))
      )`);
    await runner.query(`create index console_session_by_expiry on console_session (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table console_session`);
  }
}
