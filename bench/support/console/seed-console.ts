import type pg from 'pg';
import { seedCallableBookings } from '../seed-calls.js';
import { SMS_SUB_ACCOUNT } from '../seed-texts.js';

/** What an installation has after a month: one pool, as all its load is then in one place. */
export interface ConsoleData {
  numbers: number;
  /** Bookings in total. */
  bookings: number;
  /** Bookings that can be called now. */
  live: number;
  /** Calls over 30 days. */
  calls: number;
  firstMsisdn: number;
}

const DAYS = 30;
const MILLION = 1_000_000;

interface Step {
  name: string;
  run: () => Promise<unknown>;
}

/**
 * Runs the missing steps of the seeding until the time is over, so that a kept database can be seeded in
 * several runs.
 * @returns the name of the next missing step; undefined: all is there
 */
export async function seedConsole(
  db: pg.Pool,
  data: ConsoleData,
  milliseconds: number,
): Promise<string | undefined> {
  const start = performance.now();
  await db.query('create table if not exists bench_step (name text primary key)');
  for (const { name, run } of stepsOf(db, data)) {
    const { rowCount } = await db.query('select from bench_step where name = $1', [name]);
    if (rowCount === 1) continue;
    if (performance.now() - start > milliseconds) return name;
    const begun = performance.now();
    await run();
    await db.query('insert into bench_step values ($1)', [name]);
    console.log(`seeded ${name} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  return undefined;
}

function stepsOf(db: pg.Pool, data: ConsoleData): Step[] {
  const { bookings, live, calls } = data;
  const query = (text: string, values: unknown[] = []) => db.query(text, values);
  const parts = (name: string, rows: number, size: number, sql: string, more: unknown[]): Step[] =>
    Array.from({ length: Math.ceil(rows / size) }, (_, part) => ({
      name: `${name} ${part}`,
      run: () => query(sql, [part * size, Math.min(rows, (part + 1) * size), ...more]),
    }));
  return [
    {
      name: 'live bookings',
      run: () =>
        seedCallableBookings(db, {
          numbers: data.numbers,
          bookings: live,
          firstMsisdn: data.firstMsisdn,
        }),
    },
    { name: 'texts of the pool', run: () => letPoolText(db) },
    ...parts('past bookings', bookings - live, 250_000, PAST_BOOKINGS, [bookings - live]),
    {
      name: 'places',
      run: async () => {
        await query(PLACES);
        await query('alter table bench_place add primary key (place)');
        await query('analyze bench_place');
      },
    },
    { name: 'no indexes of calls', run: () => dropIndexes(db) },
    ...parts('calls', calls, MILLION, CALLS, [(DAYS * 86_400) / calls, bookings]),
    { name: 'indexes of calls', run: () => createIndexes(db) },
    ...parts('texts', bookings / 5, 500_000, TEXTS, [(DAYS * 86_400 * 5) / bookings]),
    ...parts('events', bookings, 500_000, EVENTS, []),
    ...parts('audit events', bookings, 500_000, AUDIT, [(DAYS * 86_400) / bookings]),
    {
      name: 'vacuum',
      run: async () => {
        await query('vacuum analyze');
        await query('checkpoint');
      },
    },
  ];
}

async function letPoolText(db: pg.Pool): Promise<void> {
  await db.query(`update pool set sms_sub_account_id = $1, channels = '{voice,sms}'`, [
    SMS_SUB_ACCOUNT,
  ]);
  await db.query('update virtual_number set can_sms = true');
}

/** Bookings that have ended within the 30 days, of erased parties; their ids are below all others. */
const PAST_BOOKINGS = `
  with made as materialized (
    select n, p.id as pool_id, v.id as number_id,
           ('00000000-0000-7000-8000-' || lpad(to_hex($3::integer - n), 12, '0'))::uuid as id,
           now() - make_interval(secs => (n + 1) * ${DAYS * 86_400}.0 / $3::integer) as at
      from generate_series($1::integer, $2::integer - 1) n
      cross join (select id from pool limit 1) p
      join virtual_number v on v.pool_id = p.id
       and v.ordinal = n % (select count(*) from virtual_number)
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, virtual_number_id, status,
                         expires_at, ended_at, metadata, created_at, updated_at)
    select pool_id, id, 'past-' || n, sha256(n::text::bytea), number_id, 'completed',
           at + interval '1 hour', at + interval '1 hour', '{}', at, at + interval '1 hour' from made
  )
  insert into party (pool_id, booking_id, role, position)
  select pool_id, id, role, place
    from made cross join (values ('rider', 0), ('driver', 1)) roles (role, place)`;

const PLACES = `
  create table bench_place as
  select row_number() over (order by b.id desc)::integer - 1 as place, b.pool_id, b.id, v.msisdn
    from booking b join virtual_number v on v.id = b.virtual_number_id`;

/** Creates calls, evenly spread: half are answered, some are refused or fail. */
const CALLS = `
  insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
    caller_role, callee_role, caller_index, decided_at, session_status, started_at, ended_at,
    created_at, is_called_out, talk_seconds, mos)
  select b.pool_id, 'session-' || n, b.id, b.msisdn,
         case when n % 20 = 0 then 'refuse' else 'connect' end,
         case when n % 20 = 0 then 'not-a-party' else 'callable' end, 'rider', 'driver',
         sha256(n::text::bytea), at, case when n % 2 = 0 then 'COMPLETED'
           when n % 1000 = 1 then 'FAILED' else 'NO_ANSWER' end, at, at + interval '1 minute', at,
         true, n % 300, 3 + n % 20 / 10.0
    from generate_series($1::integer, $2::integer - 1) n
    cross join lateral (select now() - make_interval(secs => n * $3::float8) as at) t
    join bench_place b on b.place = n % $4::integer`;

async function dropIndexes(db: pg.Pool): Promise<void> {
  await db.query(`
    create table bench_index as
    select indexname::text, indexdef from pg_indexes
     where tablename = 'call_session' and indexname <> 'call_session_pk'`);
  const { rows } = await db.query<{ indexname: string }>('select indexname from bench_index');
  for (const { indexname } of rows) await db.query(`drop index ${indexname}`);
}

async function createIndexes(db: pg.Pool): Promise<void> {
  const { rows } = await db.query<{ indexdef: string }>('select indexdef from bench_index');
  for (const { indexdef } of rows) await db.query(indexdef);
}

/** Texts, evenly spread: most have arrived, some are refused. */
const TEXTS = `
  insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number, source,
    sender_role, receiver_role, length, parts, state, reason, queued_at, due_at, received_at,
    forwarded_at, receipt_state, receipt_rank, inbound_price, inbound_currency, outbound_price,
    outbound_currency)
  select b.pool_id, ('00000000-0000-7000-8000-' || lpad(to_hex(100000000 - n), 12, '0'))::uuid,
         'text', 'seed-' || n, b.id, b.msisdn, b.msisdn, 'rider', 'driver', 20, 1,
         case when n % 20 = 0 then 'refused' else 'forwarded' end,
         case when n % 20 = 0 then 'not-a-party' end, at, at, at,
         case when n % 20 > 0 then at end, case when n % 20 > 0 then 'delivered' end,
         case when n % 20 > 0 then 6 else 0 end, 0.01, 'USD',
         case when n % 20 > 0 then 0.04 end, case when n % 20 > 0 then 'USD' end
    from generate_series($1::integer, $2::integer - 1) n
    cross join lateral (select now() - make_interval(secs => n * $3::float8) as at) t
    join bench_place b on b.place = n`;

const EVENTS = `
  insert into outbox_event (pool_id, id, type, booking_id, payload, occurred_at)
  select b.pool_id, ('00000000-0000-7000-8000-' || lpad(to_hex(100000000 - n), 12, '0'))::uuid,
         'booking.created', b.id, '{}', now() - make_interval(secs => n)
    from generate_series($1::integer, $2::integer - 1) n
    join bench_place b on b.place = n`;

const AUDIT = `
  insert into audit_event (actor, action, object_type, object_id, outcome, details, occurred_at)
  select 'bootstrap', case when n % 1000 = 0 then 'booking.reveal' else 'booking.create' end,
         'booking', b.id::text, 'done', '{}', now() - make_interval(secs => n * $3::float8)
    from generate_series($1::integer, $2::integer - 1) n
    join bench_place b on b.place = n`;

/** Adds calls and texts of the last hour, since a kept database grows old. */
export async function freshen(db: pg.Pool): Promise<void> {
  await db.query(
    `insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
       caller_role, callee_role, caller_index, decided_at, session_status, started_at, ended_at,
       created_at, is_called_out, talk_seconds, mos)
     select c.pool_id, gen_random_uuid()::text, c.booking_id, c.virtual_number, c.decision, c.reason,
            c.caller_role, c.callee_role, c.caller_index, at, c.session_status, at,
            at + interval '1 minute', at, true, c.talk_seconds, c.mos
       from generate_series(0, 13999) n
       cross join lateral (select now() - make_interval(secs => n * 0.257) as at) t
       join call_session c on c.session_id = 'session-' || n`,
  );
  await db.query(
    `insert into message (pool_id, id, kind, booking_id, virtual_number, source, sender_role,
       receiver_role, length, parts, state, reason, queued_at, due_at, received_at, forwarded_at,
       receipt_state, receipt_rank)
     select m.pool_id, gen_random_uuid(), 'text', m.booking_id, m.virtual_number, m.source,
            m.sender_role, m.receiver_role, 20, 1, m.state, m.reason, at, at, at, m.forwarded_at,
            m.receipt_state, m.receipt_rank
       from generate_series(0, 1399) n
       cross join lateral (select now() - make_interval(secs => n * 2.57) as at) t
       join message m
         on m.id = ('00000000-0000-7000-8000-' || lpad(to_hex(100000000 - n), 12, '0'))::uuid`,
  );
}
