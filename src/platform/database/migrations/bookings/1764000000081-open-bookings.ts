import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds bookings with one party, which the other one joins later. A reopened booking remembers the
 * numbers of both parties.
 */
export class OpenBookings1764000000081 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table booking
        add column is_open boolean not null default false,
        add column reopened_from_second_id integer`);
    // A route without a callee reserves the number for its caller, who is alone in the booking.
    await runner.query(`
      alter table route
        alter column callee_role drop not null,
        add constraint route_callee_role_check check (
          callee_role is not null or callee_index is null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from route where callee_role is null`);
    await runner.query(`
      alter table route
        drop constraint route_callee_role_check,
        alter column callee_role set not null`);
    await runner.query(
      `alter table booking drop column reopened_from_second_id, drop column is_open`,
    );
  }
}
