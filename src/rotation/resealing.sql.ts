import { LONG_STATEMENT_MS, type PreparedStatement } from '../database/index.js';
import type { ReencryptedColumn } from './encrypted-tables.js';

/**
 * Rows of a table in the order of its key, with the cipher text of those that are sealed with a key
 * that is being retired. $1 … the key of the row before, then the keys, how many rows to look at
 */
export function pageOf({ table, key, column, index }: ReencryptedColumn): PreparedStatement {
  const names = Object.keys(key);
  const after = names.map((name, at) => `$${at + 1}::${key[name]!.type}`);
  const [keys, most] = [`$${names.length + 1}`, `$${names.length + 2}`];
  return {
    name: `page-of-${table}-${column}`,
    timeout: LONG_STATEMENT_MS,
    text: `
    select ${names.join(', ')}, ${index ?? 'null::bytea'} as was_index,
           case when get_byte(nullif(${column}, ''), 0) = any(${keys}::integer[]) then ${column} end as sealed
      from ${table}
     where ${column} is not null and (${names.join(', ')}) > (${after.join(', ')})
     order by ${names.join(', ')}
     limit ${most}`,
  };
}

/**
 * Puts cipher texts and indexes into the place of the very ones that were read: a row that was changed
 * meanwhile stays as it is.
 * Per row: $1 … its key, then the cipher text that was read, its index, the new ones
 */
export function resealRows({
  table,
  key,
  column,
  index,
  follow,
}: ReencryptedColumn): PreparedStatement {
  const names = Object.keys(key);
  const types = [...names.map((name) => key[name]!.type), 'bytea', 'bytea', 'bytea', 'bytea'];
  const columns = [...names, 'was_sealed', 'was_index', 'new_sealed', 'new_index'];
  const changed = [...names, 'was_index', 'new_index'].map((name) => `fresh.${name}`);
  return {
    name: `reseal-${table}-${column}`,
    timeout: LONG_STATEMENT_MS,
    text: `
    with changed as (
      update ${table} t
         set ${column} = fresh.new_sealed ${index ? `, ${index} = fresh.new_index` : ''}
        from unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')})
          as fresh (${columns.join(', ')})
       where ${names.map((name) => `t.${name} = fresh.${name}`).join(' and ')}
         and t.${column} = fresh.was_sealed
      returning ${changed.join(', ')}
    ) ${follow ? `, followed as (${follow})` : ''}
    select count(*)::integer as resealed from changed`,
  };
}

/** Virtual numbers, which are known by one index only. */
export const LIST_NUMBER_INDEXES: PreparedStatement = {
  name: 'list-number-indexes',
  text: 'select id, msisdn, msisdn_index from virtual_number where id > $1 order by id limit $2',
};

/** Per number: $1 id, $2 index */
export const REINDEX_NUMBERS: PreparedStatement = {
  name: 'reindex-numbers',
  text: `
  update virtual_number n set msisdn_index = fresh.index
    from unnest($1::integer[], $2::bytea[]) as fresh (id, index)
   where n.id = fresh.id
  returning true`,
};
