import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds bookings in which each party has a virtual number of its own, numbers that are assigned only
 * by name, and rules for choosing a number.
 */
export class NumberModes1764000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pool
        add column number_mode text not null default 'shared',
        add column prefix_match boolean not null default false,
        add column avoid_last_number boolean not null default false,
        add constraint pool_number_mode_check check (number_mode in ('shared', 'per-party'))`);
    await runner.query(`
      alter table virtual_number add column reserved boolean not null default false`);
    await runner.query(`
      alter table booking
        add column number_mode text not null default 'shared',
        add column second_number_id integer,
        add constraint booking_second_number_fk
          foreign key (second_number_id) references virtual_number (id),
        add constraint booking_number_mode_check check (number_mode in ('shared', 'per-party')),
        add constraint booking_second_number_check check (
          second_number_id is null or number_mode = 'per-party')`);
    // Like booking_active_by_number. Shared bookings are not in it, so it costs them nothing.
    await runner.query(`
      create index booking_active_by_second_number on booking (second_number_id, expires_at)
        where status = 'active' and second_number_id is not null`);
    await runner.query(`alter table route add column caller_id_number_id integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table route drop column caller_id_number_id`);
    await runner.query(`
      alter table booking drop column second_number_id, drop column number_mode`);
    await runner.query(`alter table virtual_number drop column reserved`);
    await runner.query(`
      alter table pool drop column number_mode, drop column prefix_match,
        drop column avoid_last_number`);
  }
}
