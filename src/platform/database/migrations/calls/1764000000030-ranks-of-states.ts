import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seconds in a week; longer durations are treated as errors. */
const MAX_SECONDS = 604800;

/**
 * Adds ranks of session and recording states, details of the callee's leg from call statuses, and
 * recounts of statistics hours. Removes impossible measurements.
 */
export class RanksOfStates1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table call_session
        add column session_status_rank integer not null default 0,
        add column callee_rank integer not null default 0,
        add column callee_connected_at timestamptz,
        add column callee_last_connected_at timestamptz,
        add column callee_disconnected_at timestamptz,
        add column callee_seconds integer,
        add column previous_outcome text,
        add column previous_talk_seconds integer`);
    await runner.query(`
      update call_session
         set session_status =
               case session_status when 'CANCELLED' then 'CANCELED' else session_status end,
             session_status_rank = case session_status
               when 'UNKNOWN' then 1 when 'ERROR' then 3 when 'FAILED' then 4 when 'CANCELED' then 5
               when 'CANCELLED' then 5 when 'BUSY' then 6 when 'NO_ANSWER' then 7
               when 'COMPLETED' then 8 else 2 end,
             talk_seconds = case when talk_seconds between 0 and ${MAX_SECONDS} then talk_seconds end,
             mos = case when mos between 1 and 5 then mos end
       where session_status is not null`);
    await runner.query(`
      update call_leg
         set duration_seconds =
               case when duration_seconds between 0 and ${MAX_SECONDS} then duration_seconds end,
             mos = case when mos between 1 and 5 then mos end,
             packet_loss_rate = case when packet_loss_rate between 0 and 100 then packet_loss_rate end,
             jitter = case when jitter between 0 and 60000 then jitter end
       where duration_seconds not between 0 and ${MAX_SECONDS} or mos not between 1 and 5
          or packet_loss_rate not between 0 and 100 or jitter not between 0 and 60000`);
    await runner.query(`
      update recording set status_rank = case status
        when 'PROCESSING' then 1 when 'PROCESSING_FAILED' then 2 when 'UPLOAD_FAILED' then 3
        when 'CALLBACK_FAILED' then 4 when 'COMPLETED' then 5 when 'UPLOAD_COMPLETED' then 6
        when 'CALLBACK_COMPLETED' then 7 else 0 end`);
    await runner.query(`
      update call_stat
         set talk_seconds = case when outcome = 'answered' then greatest(talk_seconds, 0) else 0 end,
             mos_sum = case when mos_sum between mos_calls and 5.0 * mos_calls then mos_sum else 0 end,
             mos_calls = case when mos_sum between mos_calls and 5.0 * mos_calls then mos_calls else 0 end
       where talk_seconds < 0 or outcome <> 'answered' and talk_seconds > 0
          or not mos_sum between mos_calls and 5.0 * mos_calls`);
    await runner.query(`
      alter table call_stat_hour add column is_partial boolean not null default false`);
    // It is unknown which hours have already lost calls; the first remaining one may have.
    await runner.query(`
      update call_stat_hour set is_partial = true
       where hour <= coalesce(
         (select date_trunc('hour', min(created_at), 'UTC') from call_session), 'infinity')`);
    await runner.query(`
      create table call_stat_recount (
        hour timestamptz not null,
        constraint call_stat_recount_pk primary key (hour)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table call_stat_recount`);
    await runner.query(`alter table call_stat_hour drop column is_partial`);
    await runner.query(`
      alter table call_session
        drop column session_status_rank, drop column callee_rank, drop column callee_connected_at,
        drop column callee_last_connected_at, drop column callee_disconnected_at,
        drop column callee_seconds, drop column previous_outcome,
        drop column previous_talk_seconds`);
  }
}
