import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Replaces the single, permanent index key by keys with rotation states (ADR 12). */
export class KeyRotation1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table number_key
        add column state text not null default 'known',
        add column generation integer`);
    await runner.query(`
      update number_key set state = 'complete', generation = 1 where is_index_key`);
    await runner.query(`
      alter table number_key
        drop column is_index_key,
        add constraint number_key_generation_unique unique (generation),
        add constraint number_key_state_check check (
          state in ('known', 'filling', 'complete', 'retiring', 'retired')
          and (state = 'known') = (generation is null))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table number_key
        drop constraint number_key_state_check,
        drop constraint number_key_generation_unique,
        add column is_index_key boolean not null default false`);
    await runner.query(`update number_key set is_index_key = true
      where generation = (select max(generation) from number_key where state = 'complete')`);
    await runner.query(`
      create unique index number_key_one_index_key on number_key (is_index_key)
        where is_index_key`);
    await runner.query(`alter table number_key drop column state, drop column generation`);
  }
}
