import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates texts, the people who want none, and the times of replies. */
export class Messages1764000000201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table message (
        pool_id uuid not null,
        id uuid not null,
        kind text not null,
        inbound_umid text,
        position smallint not null default 0,
        pieces smallint not null default 1,
        booking_id uuid,
        virtual_number text,
        virtual_number_id integer,
        source text,
        sender_role text,
        receiver_role text,
        sender_index bytea,
        receiver_index bytea,
        receiver_ciphertext bytea,
        text_ciphertext bytea,
        length integer not null,
        parts smallint,
        state text not null,
        reason text,
        queued_at timestamptz not null,
        due_at timestamptz not null,
        attempts smallint not null default 0,
        claim uuid,
        claimed_until timestamptz,
        outbound_umid text,
        receipt_state text,
        receipt_detail text,
        receipt_rank smallint not null default 0,
        receipt_at timestamptz,
        error_code integer,
        is_source_overwritten boolean not null default false,
        inbound_price double precision,
        inbound_currency text,
        outbound_price double precision,
        outbound_currency text,
        received_at timestamptz not null default now(),
        forwarded_at timestamptz,
        constraint message_pk primary key (id, pool_id),
        constraint message_kind_check check (kind in ('text', 'reply')),
        constraint message_state_check check (
          state in ('forwarding', 'sending', 'forwarded', 'refused', 'failed', 'unknown'))
      )`);
    await runner.query(`
      create unique index message_by_inbound on message (inbound_umid, position, pool_id)
        where inbound_umid is not null`);
    // The decision counts the texts of a sender, so only this index has the time as a column (ADR 7).
    await runner.query(`
      create index message_by_sender on message (sender_index, received_at)
        where sender_index is not null`);
    await runner.query(`
      create index message_by_booking on message (booking_id) where booking_id is not null`);
    await runner.query(`
      create index message_by_time on message ((received_at at time zone 'UTC'))`);
    await runner.query(`create index message_due on message (due_at) where state = 'forwarding'`);
    await runner.query(`
      create index message_claimed on message (claimed_until) where state = 'sending'`);
    await runner.query(`
      create index message_by_receiver on message (receiver_index, queued_at)
        where state in ('forwarding', 'sending')`);
    await runner.query(`
      create table opt_out (
        pool_id uuid not null,
        id uuid not null,
        virtual_number_id integer not null,
        person_index bytea not null,
        person_ciphertext bytea not null,
        is_active boolean not null,
        was_active boolean not null default false,
        asked_at timestamptz not null,
        created_at timestamptz not null default now(),
        constraint opt_out_pk primary key (id, pool_id),
        constraint opt_out_person_unique unique (person_index, virtual_number_id, pool_id)
      )`);
    // As for the other tables that hot statements read: vacuum must not lock them.
    await runner.query(`alter table message set (vacuum_truncate = off)`);
    await runner.query(`alter table opt_out set (vacuum_truncate = off)`);
    await runner.query(`
      create table message_reply_guard (
        pool_id uuid not null,
        virtual_number_id integer not null,
        person_index bytea not null,
        replied_at timestamptz not null,
        constraint message_reply_guard_pk primary key (person_index, virtual_number_id, pool_id)
      )`);
    await runner.query(`
      create index message_reply_guard_by_time on message_reply_guard (replied_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table message_reply_guard, opt_out, message`);
  }
}
