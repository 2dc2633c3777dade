import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets Twilio Proxy's API send texts, and send callbacks about them. */
export class TwilioTexts1764000000240 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table facade_account add column sms_sub_account_id text');
    await runner.query(`
      create table twilio_sent_text (
        session_id uuid not null,
        role text not null,
        digest bytea not null,
        pool_id uuid not null,
        reference text not null,
        sent_at timestamptz not null default now(),
        constraint twilio_sent_text_pk primary key (session_id, role, digest, pool_id),
        constraint twilio_sent_text_participant_fk foreign key (session_id, role, pool_id)
          references twilio_participant (session_id, role, pool_id) on delete cascade
      )`);
    await runner.query(`
      update event_subscription
         set types = types || array['message.forwarded', 'message.delivered', 'message.failed']
       where format = 'twilio-proxy'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update event_subscription
         set types = array(select type from unnest(types) as type where type not like 'message.%')
       where format = 'twilio-proxy'`);
    await runner.query('drop table twilio_sent_text');
    await runner.query('alter table facade_account drop column sms_sub_account_id');
  }
}
