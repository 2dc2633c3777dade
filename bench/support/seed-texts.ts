import type pg from 'pg';

export const SMS_SUB_ACCOUNT = 'maskline_bench_sms';
/** Messages that receipts can concern. */
const MESSAGES = 1_000_000;

/** Lets the seeded pools take texts, and creates messages that were forwarded. */
export async function seedTexts(db: pg.Pool): Promise<void> {
  await db.query(
    `update pool set sms_sub_account_id = $1, channels = '{voice,sms}', max_messages_per_minute = null`,
    [SMS_SUB_ACCOUNT],
  );
  await db.query('update virtual_number set can_sms = true');
  await db.query(
    `insert into message (pool_id, id, kind, inbound_umid, booking_id, virtual_number, source,
                          length, state, queued_at, due_at, received_at)
     select b.pool_id, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'text',
            'seed-' || n, b.id, v.msisdn, v.msisdn, 20, 'forwarded', now(), now(),
            now() - interval '1 hour'
       from generate_series(0, $1::integer - 1) n
       cross join lateral (select * from booking limit 1) b
       join virtual_number v on v.id = b.virtual_number_id`,
    [MESSAGES],
  );
  await db.query(
    `create table floor_text (
       umid text primary key, booking_id uuid, source text, destination text, body text,
       content jsonb, received_at timestamptz default now())`,
  );
  await db.query('vacuum analyze');
  await db.query('checkpoint');
}
