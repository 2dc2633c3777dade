import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates call records, their statistics, and the receipts of carrier webhooks. */
export class Calls1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table call_session (
        pool_id uuid not null,
        session_id text not null,
        booking_id uuid,
        virtual_number text,
        decision text,
        reason text,
        decided_at timestamptz,
        caller_role text,
        callee_role text,
        caller_index bytea,
        session_status text,
        last_action text,
        error_code integer,
        is_called_out boolean,
        talk_seconds integer,
        mos double precision,
        pin_tries smallint,
        pin_digest bytea,
        started_at timestamptz,
        ended_at timestamptz,
        created_at timestamptz not null default now(),
        constraint call_session_pk primary key (session_id, pool_id)
      )`);
    await runner.query(`
      create index call_session_by_booking on call_session (booking_id)
        where booking_id is not null`);
    // The call handle statement is planned per connection, perhaps while this table is empty and
    // all indexes look equally good. Therefore only the index it needs is on its columns. The
    // others, for lists, statistics and the choice of numbers, are on an expression (ADR 7).
    await runner.query(`
      create index call_session_by_caller on call_session (caller_index, created_at)
        where caller_index is not null`);
    await runner.query(`
      create index call_session_by_number
        on call_session (virtual_number, (created_at at time zone 'UTC'))`);
    await runner.query(`
      create index call_session_by_time on call_session ((created_at at time zone 'UTC'))`);
    await runner.query(`
      create table call_leg (
        pool_id uuid not null,
        session_id text not null,
        call_id text not null,
        leg text not null,
        state text not null,
        state_rank integer not null,
        party_index bytea,
        party_ciphertext bytea,
        initiated_at timestamptz,
        connected_at timestamptz,
        disconnected_at timestamptz,
        duration_seconds integer,
        mos double precision,
        packet_loss_rate double precision,
        jitter double precision,
        constraint call_leg_pk primary key (session_id, leg, call_id, pool_id),
        constraint call_leg_leg_check check (leg in ('A', 'B'))
      )`);
    await runner.query(`
      create table recording (
        pool_id uuid not null,
        session_id text not null,
        recording_id text not null,
        status text not null,
        status_rank integer not null,
        duration_seconds integer,
        file_path text,
        created_at timestamptz not null default now(),
        constraint recording_pk primary key (session_id, recording_id, pool_id)
      )`);
    await runner.query(`
      create table call_stat_hour (
        hour timestamptz not null,
        counted_at timestamptz not null default now(),
        constraint call_stat_hour_pk primary key (hour)
      )`);
    await runner.query(`
      create table call_stat (
        hour timestamptz not null,
        pool_id uuid not null,
        virtual_number text not null,
        outcome text not null,
        calls integer not null,
        talk_seconds bigint not null,
        mos_sum double precision not null,
        mos_calls integer not null,
        constraint call_stat_pk primary key (hour, virtual_number, outcome, pool_id),
        constraint call_stat_hour_fk foreign key (hour) references call_stat_hour (hour)
          on delete cascade
      )`);
    await runner.query(`
      create table unreadable_message (
        digest bytea not null,
        type text not null,
        reason text not null,
        content_ciphertext bytea not null,
        times integer not null default 1,
        first_received_at timestamptz not null default now(),
        last_received_at timestamptz not null default now(),
        constraint unreadable_message_pk primary key (digest)
      )`);
    await runner.query(`
      create index unreadable_message_by_time on unreadable_message (last_received_at)`);
    await runner.query(`
      create table webhook_receipt (
        pool_id uuid not null,
        message_key text not null,
        received_at timestamptz not null default now(),
        constraint webhook_receipt_pk primary key (message_key, pool_id)
      )`);
    await runner.query(`
      create index webhook_receipt_by_time on webhook_receipt (received_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table webhook_receipt, unreadable_message, call_stat, call_stat_hour, recording, call_leg,
        call_session`);
  }
}
