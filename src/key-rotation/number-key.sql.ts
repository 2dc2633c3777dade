/** Statements that move number keys on to their next state. */
import { statement } from '../platform/database/index.js';

/** Starts using known keys, one generation each, in the given order. */
export const BEGIN_KEYS = statement(
  'begin-number-keys',
  { keyIds: 'integer[]' },
  (p) => `
  update number_key
     set state = 'filling',
         generation = (select max(generation) from number_key) + array_position(${p.keyIds}, id)
   where id = any(${p.keyIds}) and state = 'known'`,
);

/** Begins to retire keys that are in use. */
export const RETIRE_KEYS = statement(
  'retire-number-keys',
  { keyIds: 'integer[]' },
  (p) => `
  update number_key set state = 'retiring'
   where id = any(${p.keyIds}) and state in ('filling', 'complete')`,
);

/** Moves keys from one state to another. */
export const MARK_KEYS = statement(
  'mark-number-keys',
  { keyIds: 'integer[]', from: 'text', to: 'text' },
  (p) => `
  update number_key set state = ${p.to} where id = any(${p.keyIds}) and state = ${p.from}`,
);
