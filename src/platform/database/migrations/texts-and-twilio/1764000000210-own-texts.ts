import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds texts that Maskline sends by itself, how long texts are kept, redaction, and texts that 8x8
 * has yet to erase.
 */
export class OwnTexts1764000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pool
        add column message_retention_hours integer not null default 0,
        add column message_redaction text not null default 'off',
        add column missed_call_text_minutes integer not null default 10,
        add constraint pool_message_retention_check check (message_retention_hours >= 0),
        add constraint pool_message_redaction_check
          check (message_redaction in ('off', 'phone-numbers')),
        add constraint pool_missed_call_text_check check (missed_call_text_minutes > 0)`);
    await runner.query(`
      alter table message
        add column reference text,
        add column content_ciphertext bytea,
        add column call_session_id text,
        add column text_kept_until timestamptz,
        add column is_redacted boolean not null default false,
        drop constraint message_kind_check,
        add constraint message_kind_check
          check (kind in ('text', 'reply', 'system', 'missed-call'))`);
    await runner.query(`
      create unique index message_by_reference on message (booking_id, reference, pool_id)
        where reference is not null`);
    await runner.query(`
      create unique index message_by_call on message (call_session_id, pool_id)
        where call_session_id is not null`);
    await runner.query(`
      create index message_text_kept on message (text_kept_until)
        where text_kept_until is not null and text_ciphertext is not null`);
    await runner.query(`
      create table missed_call_guard (
        pool_id uuid not null,
        virtual_number_id integer not null,
        person_index bytea not null,
        texted_at timestamptz not null,
        constraint missed_call_guard_pk primary key (person_index, virtual_number_id, pool_id)
      )`);
    await runner.query(`
      create index missed_call_guard_by_time on missed_call_guard (texted_at)`);
    await runner.query(`
      create table carrier_erasure (
        pool_id uuid not null,
        umid text not null,
        sub_account_id text not null,
        due_at timestamptz not null default now(),
        attempts smallint not null default 0,
        created_at timestamptz not null default now(),
        constraint carrier_erasure_pk primary key (umid, pool_id)
      )`);
    await runner.query(`create index carrier_erasure_due on carrier_erasure (due_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table carrier_erasure, missed_call_guard`);
    await runner.query(`drop index message_text_kept, message_by_call, message_by_reference`);
    await runner.query(`delete from message where kind in ('system', 'missed-call')`);
    await runner.query(`
      alter table message
        drop constraint message_kind_check,
        add constraint message_kind_check check (kind in ('text', 'reply')),
        drop column is_redacted, drop column text_kept_until, drop column call_session_id,
        drop column content_ciphertext, drop column reference`);
    await runner.query(`
      alter table pool
        drop constraint pool_missed_call_text_check, drop constraint pool_message_redaction_check,
        drop constraint pool_message_retention_check,
        drop column missed_call_text_minutes, drop column message_redaction,
        drop column message_retention_hours`);
  }
}
