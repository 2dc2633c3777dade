import { statement } from '../../platform/database/index.js';

/**
 * Deletes the failure counts of a phone. Locks the rows in the same order as a PIN entry: the
 * counts per number first, then the count of the pool.
 */
export const DELETE_GUARDS = statement(
  'delete-pin-guards-of-phone',
  { indexes: 'bytea[]' },
  (p) => `
  with locked as materialized (
    select ctid from pin_guard where caller_index = any(${p.indexes})
     order by virtual_number_id desc
       for update
  )
  delete from pin_guard
   where ctid = any(array(select ctid from locked)) and caller_index = any(${p.indexes})`,
);
