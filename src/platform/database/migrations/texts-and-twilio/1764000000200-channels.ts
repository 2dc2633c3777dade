import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds channels: the SMS sub-account and the text policy of a pool, the channels of a booking, and
 * what a virtual number can do. The defaults keep existing pools and numbers voice only.
 */
export class Channels1764000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pool
        add column sms_sub_account_id text,
        add column channels text[] not null default '{voice}',
        add column max_messages_per_minute integer default 30,
        add column message_delivery text not null default 'at-most-once',
        add column message_role_prefix boolean not null default false,
        add column message_keywords jsonb not null default '${KEYWORDS}',
        add column message_replies jsonb not null default '{}',
        add constraint pool_message_rate_check check (max_messages_per_minute > 0),
        add constraint pool_message_delivery_check
          check (message_delivery in ('at-most-once', 'at-least-once'))`);
    await runner.query(`alter table booking add column channels text[]`);
    await runner.query(`
      alter table virtual_number
        add column can_voice boolean not null default true,
        add column can_sms boolean not null default false,
        add column source_overwritten_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table virtual_number
        drop column source_overwritten_at, drop column can_sms, drop column can_voice`);
    await runner.query(`alter table booking drop column channels`);
    await runner.query(`
      alter table pool
        drop constraint pool_message_delivery_check, drop constraint pool_message_rate_check,
        drop column message_replies, drop column message_keywords,
        drop column message_role_prefix, drop column message_delivery,
        drop column max_messages_per_minute, drop column channels, drop column sms_sub_account_id`);
  }
}

/** The keywords of existing pools, as PostgreSQL prints them. */
const KEYWORDS =
  '{"help": ["HELP", "INFO"], "stop": ["STOP", "STOPALL", "UNSUBSCRIBE", "END", "CANCEL", ' +
  '"QUIT", "ARRET", "ARRETE", "ARRETT"], "start": ["START", "UNSTOP", "DEBUT"]}';
