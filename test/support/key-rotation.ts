import { parseKeyRing } from '../../src/platform/config/key-ring.js';
import { PhoneNumber } from '../../src/platform/values/index.js';
import { phoneColumn, ROUTE_CALLEE } from '../../src/booking/model/encrypted-columns.js';
import type { JobRun } from '../../src/platform/jobs/index.js';
import { NumberVault } from '../../src/platform/security/index.js';
import { NumberKeysService } from '../../src/key-rotation/number-keys.service.js';
import { NUMBER_KEYS, type TestApp } from './app.js';

export const OLD = NUMBER_KEYS;
export const NEW = `2:${Buffer.alloc(32, 9).toString('base64')}`;

/** The key rings of the phases of a rotation, in order. */
export const PHASES = [OLD, `${OLD},${NEW}`, `${NEW},${OLD}`, NEW] as const;

/** A vault with both keys, which can read all data. */
export const anyVault = new NumberVault(parseKeyRing(`${NEW},${OLD}`));

/**
 * Returns a job run.
 * @param batches stops after this number of batches
 */
export const aRun = (batches = Infinity): JobRun => {
  const stop = new AbortController();
  let left = batches;
  return {
    signal: stop.signal,
    shouldContinue: async () => {
      if (left <= 0) stop.abort();
      left -= 1;
      return !stop.signal.aborted;
    },
  };
};

export const runJob = (app: TestApp, run = aRun()) => app.nest.get(NumberKeysService).run(run);

export async function statesOf(app: TestApp): Promise<Record<string, string>> {
  const { items } = (await app.get('/v1/number-keys').expect(200)).body as {
    items: { id: number; state: string }[];
  };
  return Object.fromEntries(items.map(({ id, state }) => [id, state]));
}

interface StoredRoute {
  number: string;
  caller: string;
  callee: string;
  booking: string;
  key: number;
}

/**
 * Returns every callable route in plain text. Routes of replaced parties are not callable and left out.
 * @throws Error if a callable route cannot be decrypted or belongs to no party
 */
export async function callableRoutes(app: TestApp): Promise<StoredRoute[]> {
  const { rows } = await app.db.query(`
    select r.*, n.msisdn, get_byte(r.callee_ciphertext, 0) as key,
           (select json_agg(json_build_object('role', p.role, 'position', p.position,
              'encrypted', encode(p.encrypted, 'base64')))
              from (select role, 0 as position, number_ciphertext as encrypted from party
                     where booking_id = r.booking_id
                    union all
                    select role, position, number_ciphertext from party_alternate
                     where booking_id = r.booking_id) p) as phones
      from route r join virtual_number n on n.id = r.virtual_number_id
     where r.callable_until > now()`);
  return rows.map((row) => {
    const booking = { poolId: row.pool_id, bookingId: row.booking_id };
    const callee = ROUTE_CALLEE.decrypt(anyVault, row.callee_ciphertext, {
      ...booking,
      virtualNumberId: row.virtual_number_id,
      callerIndex: row.caller_index,
    });
    const phones = (row.phones as { role: string; position: number; encrypted: string }[]).map(
      ({ role, position, encrypted }) => ({
        role,
        number: phoneColumn(position).decrypt(anyVault, Buffer.from(encrypted, 'base64'), {
          ...booking,
          role,
          position,
        }),
      }),
    );
    const caller = phones.find(({ number }) => isIndex(number, row.caller_index, row.key));
    if (!caller) throw new Error('a callable route belongs to no party');
    if (!isIndex(callee, row.callee_index, row.key))
      throw new Error('the route has the index of another callee');
    const first = phones.find(({ role }) => role === row.callee_role);
    if (first?.number.e164 !== callee.e164) throw new Error('the route leads to another party');
    return {
      number: row.msisdn,
      caller: caller.number.e164,
      callee: callee.e164,
      booking: row.booking_id,
      key: row.key,
    };
  });
}

const isIndex = (number: PhoneNumber, index: Buffer, key: number): boolean =>
  anyVault.indexOf(number, key).equals(index);

/** Returns the routes of different bookings between which a call could not distinguish, under any key. */
export async function confusions(app: TestApp): Promise<string[]> {
  const holders = new Map<string, string>();
  return (await callableRoutes(app)).flatMap(({ number, caller, callee, booking }) => {
    const key = `${number} from ${caller}`;
    const held = `${booking} to ${callee}`;
    const other = holders.get(key) ?? held;
    holders.set(key, other);
    return other === held ? [] : [`${key}: ${held} and ${other}`];
  });
}
