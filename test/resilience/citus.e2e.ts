import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/infrastructure/postgres.js';

/**
 * Stands in for Citus, which npm does not have: records the tables, and refuses what Citus refuses.
 * Source: Citus 13, "Determining Application Type" and "Creating and Modifying Distributed Objects".
 */
const CITUS = `
  create schema citus;
  create table citus.placed (name text primary key, kind text not null);

  -- Keys to or from a table that is not placed yet, or whose rows may be on other nodes.
  create function citus.check_keys(placed_table regclass) returns void language plpgsql as $$
  declare key record;
  begin
    for key in
      select c.conname, source.kind as source, target.kind as target,
             'pool_id' = (select attname from pg_attribute where attrelid = c.conrelid
                             and attnum = c.conkey[array_position(c.confkey, pool.attnum)]) as by_pool
        from pg_constraint c
        left join citus.placed source on source.name = c.conrelid::regclass::text
        left join citus.placed target on target.name = c.confrelid::regclass::text
        left join pg_attribute pool on pool.attrelid = c.confrelid and pool.attname = 'pool_id'
       where c.contype = 'f' and placed_table in (c.conrelid, c.confrelid)
    loop
      if key.target is distinct from 'reference'
         and (key.source = 'distributed' and key.target = 'distributed' and key.by_pool) is not true then
        raise exception 'Citus refuses the foreign key %', key.conname;
      end if;
    end loop;
  end $$;

  create function create_reference_table(name text) returns void language plpgsql as $$
  begin
    insert into citus.placed values (name, 'reference');
    perform citus.check_keys(name::regclass);
  end $$;

  create function create_distributed_table(name text, key text, colocate_with text default 'default')
  returns void language plpgsql as $$
  begin
    if exists (
      select from pg_index i
       where i.indrelid = name::regclass and i.indisunique and not exists (
         select from pg_attribute a
          where a.attrelid = i.indrelid and a.attname = key and a.attnum = any(i.indkey))) then
      raise exception 'Citus refuses %: a unique index lacks %', name, key;
    end if;
    insert into citus.placed values (name, 'distributed');
    perform citus.check_keys(name::regclass);
  end $$;`;

const SCRIPT = readFileSync('deploy/citus.sql', 'utf8');
const FOREIGN_KEYS = `
  select conrelid::regclass::text as "table", conname as name,
         replace(pg_get_constraintdef(oid), ' DEFERRABLE INITIALLY DEFERRED', '') as definition
    from pg_constraint where contype = 'f' order by conname`;

let database: TestDatabase;
let db: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  db = new pg.Client({ connectionString: database.url });
  await db.connect();
  await db.query(CITUS);
});
afterAll(async () => {
  await db.end();
  await database.drop();
});

const CHECK_ALL = `select citus.check_keys(name::regclass) from citus.placed`;

/** Runs a script and then a query, and undoes the script. */
async function after(script: string, query: string): Promise<unknown[]> {
  await db.query('begin');
  try {
    await db.query(script);
    return (await db.query(query)).rows;
  } finally {
    await db.query('rollback');
  }
}

describe('deploy/citus.sql', () => {
  it('distributes tables whose keys allow it', async () => {
    expect((await after(SCRIPT, CHECK_ALL)).length).toBeGreaterThan(20);
  });

  it('keeps the foreign keys', async () => {
    const { rows } = await db.query(FOREIGN_KEYS);
    expect(await after(SCRIPT, FOREIGN_KEYS)).toEqual(rows);
  });

  it('names each table', async () => {
    const { rows } = await db.query<{ name: string }>(
      `select relname as name from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
    );
    const placed = [...SCRIPT.matchAll(/_table\('(\w+)'/g)].map(([, name]) => name);
    const [, stays] = /stay on the coordinator: ([\w\s,-]+)\./.exec(SCRIPT)!;
    const local = stays!.split(/[\s,-]+/);
    expect([...placed, ...local].toSorted()).toEqual(rows.map(({ name }) => name));
  });

  it.each([
    ['a key that a local table keeps', /^alter table route drop .*\n/m, 'route_booking_fk'],
    ['a table that is left out', /^select .*'outbox_event'.*\n/m, 'event_delivery_event_fk'],
    ['a reference table that is left out', /^select .*'pool'.;\n/m, 'virtual_number_pool_fk'],
  ])('would fail with %s', async (_, line, key) => {
    expect(SCRIPT).toMatch(line);
    await expect(after(SCRIPT.replace(line, ''), CHECK_ALL)).rejects.toThrow(key);
  });

  it('would fail with a unique key that lacks the pool', async () => {
    const wrong = `alter table message add constraint wrong unique (id); ${SCRIPT}`;
    await expect(after(wrong, CHECK_ALL)).rejects.toThrow('a unique index lacks pool_id');
  });
});
