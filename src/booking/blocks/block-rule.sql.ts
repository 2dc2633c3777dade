/** The rule that decides whether a block applies, defined once for all statements. */

/** The pool id of blocks that hold in every pool. */
export const EVERY_POOL = '00000000-0000-0000-0000-000000000000';

/** Stands for all callees; no blind index has this value. */
export const ANYBODY = Buffer.alloc(32);

const ANYBODY_SQL = `'\\x${ANYBODY.toString('hex')}'::bytea`;

/** The key under which a row of `block` was written; its ciphertext begins with the id of the key. */
export const KEY_OF_BLOCK = 'get_byte(blocked_ciphertext, 0)';

interface Contact {
  /** SQL: the blind index of the phone that calls. */
  caller: string;
  /** SQL: the blind index of the phone that would be reached, under the same key. */
  callee: string;
  poolId: string;
  /** SQL: the time that decides. */
  at: string;
}

/**
 * Condition: a block forbids the contact. It is one search of the primary key, whose first two
 * columns it fixes. A scalar subquery: for EXISTS, PostgreSQL might hash the whole table.
 */
export const isBlocked = ({ caller, callee, poolId, at }: Contact): string => `
  coalesce((select true from block k
             where k.blocked_index = ${caller}
               and k.blocked_from_index = any(array[${callee}, ${ANYBODY_SQL}])
               and (k.pool_id = ${poolId} or k.pool_id = '${EVERY_POOL}')
               and (k.ends_at is null or k.ends_at > ${at})
             limit 1), false)`;

/**
 * Condition: a block forbids one of the party's phones to reach the callee. For calls in which the
 * party is known and its phone is not: with a PIN, or from the app.
 * @param party SQL expressions: the booking and the role of the party
 */
export const isPartyBlocked = (
  { bookingId, role }: { bookingId: string; role: string },
  { callee, poolId, at }: Omit<Contact, 'caller'>,
): string => `
  exists (select from route own
           where own.booking_id = ${bookingId} and own.pool_id = ${poolId}
             and own.caller_role = ${role} and own.callable_until > ${at}
             and ${isBlocked({ caller: 'own.caller_index', callee, poolId, at })})`;
