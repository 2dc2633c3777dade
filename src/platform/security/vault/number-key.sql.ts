import { statement } from '../../database/index.js';

/** Returns all keys in the order in which they came into use. */
export const LIST_NUMBER_KEYS = statement(
  'list-number-keys',
  {},
  () => 'select * from number_key order by generation, id',
);

/**
 * Registers a key. The first key of an empty database comes into use. Of replicas that start
 * concurrently, one wins.
 */
export const REGISTER_NUMBER_KEY = statement(
  'register-number-key',
  { id: 'integer', checkValue: 'bytea' },
  (p) => `
  insert into number_key (id, check_value, state, generation)
  select ${p.id}, ${p.checkValue}, case when is_first then 'complete' else 'known' end,
         case when is_first then 1 end
    from (select not exists (select from number_key) as is_first) start
  on conflict do nothing`,
);
