/**
 * The statements that delete a virtual number. Nothing finds the ended bookings or the routes of a
 * number by an index: these read whole tables, as an erasure does (ADR 13).
 */
import type { PreparedStatement } from '../../database/index.js';

/** What keeps a number: bookings, also ended ones, or routes that lead by it. $1 number */
export const FIND_HOLD = `
  select case when exists (select from booking where virtual_number_id = $1) then 'bookings'
              when exists (select from route where virtual_number_id = $1) then 'routes' end as hold`;

/**
 * Locks a number that takes no bookings. A booking that is being written has it locked too, by its
 * foreign key; one that comes later fails by it. $1 number
 */
export const LOCK_NUMBER: PreparedStatement = {
  name: 'lock-number-to-delete',
  text: `
  select pool_id, ordinal from virtual_number where id = $1 and state <> 'enabled' for update`,
};

/** $1 number */
export const DELETE_NUMBER = 'delete from virtual_number where id = $1';

/** Moves the last number of a pool into the gap: ordinals have none. $1 pool, $2 ordinal */
export const FILL_GAP: PreparedStatement = {
  name: 'fill-gap-of-ordinals',
  text: `
  update virtual_number set ordinal = $2
   where pool_id = $1 and ordinal > $2
     and ordinal = (select max(ordinal) from virtual_number where pool_id = $1)`,
};
