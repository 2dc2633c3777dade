/**
 * Statements that delete a virtual number. No index finds the ended bookings or the routes of a number:
 * these statements read whole tables, as an erasure does (ADR 13).
 */
import { statement } from '../../platform/database/index.js';

/** Finds what prevents the deletion of a number: bookings, including ended ones, or routes. */
export const FIND_NUMBER_USE = statement(
  'find-use-of-number',
  { id: 'integer' },
  (p) => `
  select case when exists (select from booking where ${p.id} in (virtual_number_id, second_number_id)) then 'bookings'
              when exists (select from route where virtual_number_id = ${p.id}) then 'routes' end as use`,
);

/**
 * Locks a number that takes no bookings. A booking that is being written locks it too, by its
 * foreign key, and a later one violates that foreign key.
 */
export const LOCK_NUMBER = statement(
  'lock-number-to-delete',
  { id: 'integer' },
  (p) => `
  select pool_id, ordinal from virtual_number
   where id = ${p.id} and state <> 'enabled' for update`,
);

export const DELETE_NUMBER = statement(
  'delete-number',
  { id: 'integer' },
  (p) => `delete from virtual_number where id = ${p.id}`,
);

/** Moves the last number of a pool into the gap, because ordinals must be contiguous. */
export const FILL_GAP = statement(
  'fill-gap-of-ordinals',
  { poolId: 'uuid', ordinal: 'integer' },
  (p) => `
  update virtual_number set ordinal = ${p.ordinal}
   where pool_id = ${p.poolId} and ordinal > ${p.ordinal}
     and ordinal = (select max(ordinal) from virtual_number where pool_id = ${p.poolId})`,
);
