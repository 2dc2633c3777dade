import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { KeyMaterial } from '../config/index.js';
import { keyCheckValue } from './number-vault.js';

interface KnownKey {
  id: number;
  check_value: Buffer;
  is_index_key: boolean;
}

/** NUMBER_KEYS is not the ring that this database was written with. */
export class KeyRingMismatchError extends Error {
  constructor(problem: string) {
    super(`NUMBER_KEYS does not fit this database: ${problem}`);
    this.name = 'KeyRingMismatchError';
  }
}

/**
 * Makes sure that the ring fits the database before anything is read or written: with another
 * index key nobody would be found, and one phone could get two routes on one number.
 * The first start of all chooses the index key: the first of the ring.
 * @returns the id of the key that all blind indexes are made with
 * @throws KeyRingMismatchError
 */
export async function registerKeyRing(
  dataSource: DataSource,
  ring: readonly KeyMaterial[],
): Promise<number> {
  for (const key of ring) await registerKey(dataSource, key);
  const known: KnownKey[] = await dataSource.query(
    'select id, check_value, is_index_key from number_key',
  );
  for (const key of ring) {
    const row = known.find(({ id }) => id === key.id);
    if (!row?.check_value.equals(keyCheckValue(key))) {
      throw new KeyRingMismatchError(`key ${key.id} is not the key that it has under this id`);
    }
  }
  const indexKey = known.find((row) => row.is_index_key);
  if (!indexKey || !ring.some(({ id }) => id === indexKey.id)) {
    throw new KeyRingMismatchError(`it needs key ${indexKey?.id ?? '?'}, its index key`);
  }
  if (indexKey.id !== ring[0]?.id) {
    new Logger('NumberKeys').log(
      `numbers are encrypted with key ${ring[0]?.id}, indexed with key ${indexKey.id}`,
    );
  }
  return indexKey.id;
}

/** Of replicas that start at once on an empty database, one makes its key the index key. */
const registerKey = (dataSource: DataSource, key: KeyMaterial): Promise<unknown> =>
  dataSource.query(
    `insert into number_key (id, check_value, is_index_key)
     select $1, $2, not exists (select from number_key)
     on conflict do nothing`,
    [key.id, keyCheckValue(key)],
  );
