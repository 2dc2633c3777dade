import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SUB_ACCOUNT } from './stage.js';

export interface SeededPool {
  id: string;
  name: string;
}

/** Inserts a pool with numbers and live bookings; phone numbers are random bytes. */
export async function seedPool(
  db: pg.Pool,
  { numbers, bookings, firstMsisdn }: { numbers: number; bookings: number; firstMsisdn: number },
): Promise<SeededPool> {
  const id = randomUUID();
  const name = `bench-${numbers}-${bookings}`;
  await db.query(
    `insert into pool (id, name, sub_account_id, booking_ttl_seconds, grace_seconds,
       cooldown_seconds, sticky, call_recording, messages, selection, country_match)
     values ($1, $2, $3, 86400, 60, 60, true, false, '{}', 'balanced', 'off')`,
    [id, name, SUB_ACCOUNT],
  );
  await db.query(
    `insert into virtual_number (pool_id, ordinal, msisdn, msisdn_index, country_code)
     select $1, n, '+' || ($3::bigint + n), sha256(('vn' || $3 || n)::bytea), 'SG'
       from generate_series(0, $2::integer - 1) n`,
    [id, numbers, firstMsisdn],
  );
  const batch = 50_000;
  for (let from = 0; from < bookings; from += batch) {
    await seedBookings(db, id, numbers, from, Math.min(bookings, from + batch));
  }
  await db.query('vacuum analyze');
  return { id, name };
}

async function seedBookings(
  db: pg.Pool,
  poolId: string,
  numbers: number,
  from: number,
  to: number,
): Promise<void> {
  await db.query(
    `with made as materialized (
       select b, gen_random_uuid() as id, sha256(('a' || $1 || b)::bytea) as a,
              sha256(('b' || $1 || b)::bytea) as z, n.id as number_id
         from generate_series($3::integer, $4::integer - 1) b
         join virtual_number n on n.pool_id = $1::uuid and n.ordinal = b % $2::integer
     ), booked as (
       insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                            metadata)
       select $1::uuid, id, 'seed-' || b, a, number_id, now() + interval '1 day', '{}' from made
     ), named as (
       insert into party (pool_id, booking_id, role, position, number_ciphertext, number_index)
       select $1::uuid, id, 'rider', 0, a || substring(z for 13), a from made
       union all
       select $1::uuid, id, 'driver', 1, z || substring(a for 13), z from made
     )
     insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
       callee_role, callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
     select $1::uuid, a, number_id, id, 'rider', 'driver', z, z || substring(a for 13), now(),
            now() + interval '1 day', now() + interval '2 days' from made
     union all
     select $1::uuid, z, number_id, id, 'driver', 'rider', a, a || substring(z for 13), now(),
            now() + interval '1 day', now() + interval '2 days' from made`,
    [poolId, numbers, from, to],
  );
}
