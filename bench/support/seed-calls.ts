import type pg from 'pg';
import { PARTY_NUMBER, ROUTE_CALLEE } from '../../src/booking/model/encrypted-columns.js';
import { PhoneNumber } from '../../src/platform/values/index.js';
import { parseKeyRing } from '../../src/platform/config/key-ring.js';
import { NumberVault } from '../../src/platform/security/index.js';
import { type SeededPool, seedPool } from './seed.js';
import { NUMBER_KEYS } from './stage.js';

/** Creates live bookings with really encrypted routes, since a call decrypts them. */
export async function seedCallableBookings(
  db: pg.Pool,
  plan: { numbers: number; bookings: number; firstMsisdn: number },
): Promise<SeededPool> {
  const pool = await seedPool(db, plan);
  const vault = new NumberVault(parseKeyRing(NUMBER_KEYS));
  const { rows } = await db.query<{ id: string; number_id: number; reference: string }>(
    `select id, virtual_number_id as number_id, reference from booking where pool_id = $1`,
    [pool.id],
  );
  await db.query('delete from route where pool_id = $1', [pool.id]);
  await db.query(
    `create table if not exists floor_route (
       msisdn text, caller text, callee text, booking_id uuid, pool_id uuid,
       primary key (msisdn, caller))`,
  );
  const batch = 5_000;
  for (let from = 0; from < rows.length; from += batch) {
    const routes = rows
      .slice(from, from + batch)
      .flatMap(({ id, number_id: numberId, reference }) => {
        const n = Number(reference.slice('seed-'.length));
        const rider = PhoneNumber.fromStored(`+659${String(n).padStart(7, '0')}`);
        const driver = PhoneNumber.fromStored(`+658${String(n).padStart(7, '0')}`);
        return [
          [rider, driver, 'rider', 'driver'] as const,
          [driver, rider, 'driver', 'rider'] as const,
        ].map(([caller, callee, callerRole, calleeRole]) => {
          const callerIndex = vault.indexOf(caller);
          const booking = { poolId: pool.id, bookingId: id };
          const route = { ...booking, virtualNumberId: numberId, callerIndex };
          return {
            id,
            numberId,
            callerIndex,
            callerRole,
            calleeRole,
            calleeIndex: vault.indexOf(callee),
            ciphertext: ROUTE_CALLEE.encrypt(vault, callee, route),
            partyCiphertext: PARTY_NUMBER.encrypt(vault, caller, { ...booking, role: callerRole }),
            caller: caller.e164,
            callee: callee.e164,
          };
        });
      });
    const column = <Key extends keyof (typeof routes)[number]>(key: Key) =>
      routes.map((route) => route[key]);
    await db.query(
      `with made as (
         select * from unnest($2::uuid[], $3::integer[], $4::bytea[], $5::text[], $6::text[],
                              $7::bytea[], $8::bytea[], $9::text[], $10::text[], $11::bytea[])
           as made (id, number_id, caller_index, caller_role, callee_role, callee_index, ciphertext,
                    caller, callee, party_ciphertext)
       ), named as (
         update party set number_ciphertext = made.party_ciphertext, number_index = made.caller_index
           from made where party.booking_id = made.id and party.role = made.caller_role
       ), floor as (
         insert into floor_route (msisdn, caller, callee, booking_id, pool_id)
         select n.msisdn, made.caller, made.callee, made.id, $1::uuid
           from made join virtual_number n on n.id = made.number_id
       )
       insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
         callee_role, callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
       select $1::uuid, caller_index, number_id, id, caller_role, callee_role, callee_index, ciphertext, now(),
              now() + interval '1 day', now() + interval '2 days'
         from made`,
      [
        pool.id,
        column('id'),
        column('numberId'),
        column('callerIndex'),
        column('callerRole'),
        column('calleeRole'),
        column('calleeIndex'),
        column('ciphertext'),
        column('caller'),
        column('callee'),
        column('partyCiphertext'),
      ],
    );
  }
  await db.query('vacuum analyze');
  // Flushes the seeded data, so that this does not happen during a measurement.
  await db.query('checkpoint');
  return pool;
}

/** Adds unused routes, up to the given table size. */
export async function fillRoutes(db: pg.Pool, pool: SeededPool, routes: number): Promise<void> {
  const batch = 250_000;
  for (let from = 0; from < routes; from += batch) {
    await db.query(
      `insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
         callee_role, callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
       select b.pool_id, sha256(('fill' || r)::bytea), b.virtual_number_id, b.id, 'rider', 'driver',
              sha256(('callee' || r)::bytea), substring(sha256(('c' || r)::bytea) || sha256(''), 1, 45),
              now(), now() + interval '1 day', now() + interval '2 days'
         from generate_series($2::integer, $3::integer - 1) r
         cross join (select * from booking where pool_id = $1 limit 1) b`,
      [pool.id, from, Math.min(routes, from + batch)],
    );
  }
  await db.query('vacuum analyze route');
  await db.query('checkpoint');
}
