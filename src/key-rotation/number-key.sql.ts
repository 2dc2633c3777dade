/** Statements that change the state of number keys. */
import { statement } from '../platform/database/index.js';

/** Starts using known keys, in the given order; each gets its own generation. */
export const BEGIN_KEYS = statement(
  'begin-number-keys',
  { keyIds: 'integer[]' },
  (p) => `
  update number_key
     set state = 'filling',
         generation = (select max(generation) from number_key) + array_position(${p.keyIds}, id)
   where id = any(${p.keyIds}) and state = 'known'`,
);

/** Starts retiring keys that are in use. */
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
