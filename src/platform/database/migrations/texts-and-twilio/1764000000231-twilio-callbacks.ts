import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets decision hooks and event subscriptions have Twilio's form. */
export class TwilioCallbacks1764000000231 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['decision_hook', 'event_subscription']) {
      await runner.query(`
        alter table ${table} add column format text not null default 'standard',
          add constraint ${table}_format_check check (format in ('standard', 'twilio-proxy'))`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['decision_hook', 'event_subscription']) {
      await runner.query(`delete from ${table} where format <> 'standard'`);
      await runner.query(`alter table ${table} drop column format`);
    }
  }
}
