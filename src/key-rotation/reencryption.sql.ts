import { LONG_STATEMENT_MS, rows, statement } from '../platform/database/index.js';
import { type KeyType, REENCRYPTED_COLUMNS, type ReencryptedColumn } from './encrypted-tables.js';

const LONG = { timeout: LONG_STATEMENT_MS };

const typesOf = (key: ReencryptedColumn['key']): Record<string, KeyType> =>
  Object.fromEntries(Object.entries(key).map(([name, { type }]) => [name, type]));

const forEachColumn = <Made>(
  make: (column: ReencryptedColumn) => Made,
): ReadonlyMap<ReencryptedColumn, Made> =>
  new Map(REENCRYPTED_COLUMNS.map((column) => [column, make(column)]));

/**
 * Reads rows of a table in the order of its key, after the given key. Returns only ciphertexts
 * under a key that is being retired, otherwise null.
 */
export const PAGE_OF_COLUMN = forEachColumn(({ table, key, column, index }) => {
  const names = Object.keys(key);
  const types: Record<string, KeyType | 'integer[]' | 'integer'> = {
    ...typesOf(key),
    keyIds: 'integer[]',
    limit: 'integer',
  };
  return statement(
    `page-of-${table}-${column}`,
    types,
    (p) => `
    select ${names.join(', ')}, ${index ?? 'null::bytea'} as number_index,
           case when get_byte(nullif(${column}, ''), 0) = any(${p['keyIds']}) then ${column} end
             as ciphertext
      from ${table}
     where ${column} is not null
       and (${names.join(', ')}) > (${names.map((name) => p[name]).join(', ')})
     order by ${names.join(', ')}
     limit ${p['limit']}`,
    LONG,
  );
});

/**
 * Replaces ciphertexts and indexes, each only if its ciphertext is still the one that was read. A
 * row that was changed in the meantime is left unchanged.
 */
export const REENCRYPT_ROWS = forEachColumn(({ table, key, column, index, follow = [] }) => {
  const names = Object.keys(key);
  const types: Record<string, KeyType | 'bytea?'> = {
    ...typesOf(key),
    previousCiphertext: 'bytea',
    previousIndex: 'bytea?',
    newCiphertext: 'bytea',
    newIndex: 'bytea?',
  };
  const changed = [...names, 'previous_index', 'new_index'].map((name) => `input.${name}`);
  return statement(
    `reencrypt-${table}-${column}`,
    { input: rows(types) },
    (p) => `
    with changed as (
      update ${table} t
         set ${column} = input.new_ciphertext ${index ? `, ${index} = input.new_index` : ''}
        from ${p.input}
       where ${names.map((name) => `t.${name} = input.${name}`).join(' and ')}
         and t.${column} = input.previous_ciphertext
      returning ${changed.join(', ')}
    ) ${follow.map((update, at) => `, followed_${at} as (${update})`).join('')}
    select count(*)::integer as reencrypted from changed`,
    LONG,
  );
});

/** Lists virtual numbers with their indexes, after the given id. */
export const LIST_NUMBER_INDEXES = statement(
  'list-number-indexes',
  { afterId: 'integer', limit: 'integer' },
  (p) => `
  select id, msisdn, msisdn_index from virtual_number
   where id > ${p.afterId} order by id limit ${p.limit}`,
);

export const REINDEX_NUMBERS = statement(
  'reindex-numbers',
  { numbers: rows({ id: 'integer', msisdnIndex: 'bytea' }) },
  (p) => `
  update virtual_number n set msisdn_index = numbers.msisdn_index
    from ${p.numbers}
   where n.id = numbers.id
  returning true`,
);
