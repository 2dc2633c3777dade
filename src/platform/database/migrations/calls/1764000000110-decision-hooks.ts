import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Creates the decision hooks of pools. The pool's row says whether its calls ask one, so that the
 * call handle reads no other table.
 */
export class DecisionHooks1764000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table decision_hook (
        pool_id uuid not null,
        url text not null,
        on_failure text not null,
        unknown_callers boolean not null default false,
        secret_ciphertext bytea not null,
        previous_secret_ciphertext bytea,
        previous_secret_until timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint decision_hook_pk primary key (pool_id),
        constraint decision_hook_pool_fk foreign key (pool_id) references pool (id)
          on delete cascade,
        constraint decision_hook_on_failure_check check (on_failure in ('connect', 'refuse'))
      )`);
    await runner.query(`
      alter table pool add column decision_hook text,
        add constraint pool_decision_hook_check check (decision_hook in ('parties', 'everyone'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table pool drop column decision_hook`);
    await runner.query(`drop table decision_hook`);
  }
}
