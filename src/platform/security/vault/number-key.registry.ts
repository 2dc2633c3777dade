import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type KeyMaterial, Settings } from '../../config/index.js';
import { KeyRingMismatchError, NumberKeysOutdatedError } from './number-key.errors.js';
import { LIST_NUMBER_KEYS, REGISTER_NUMBER_KEY } from './number-key.sql.js';
import { faultOf, type NumberKeyRow } from './number-key-state.js';
import { keyCheckValue } from './number-vault.js';

/** Compares the ring of this process with the keys of the database. */
@Injectable()
export class NumberKeyRegistry {
  private readonly ring: readonly KeyMaterial[];

  constructor(
    { numberKeys }: Settings,
    private readonly dataSource: DataSource,
  ) {
    this.ring = numberKeys;
  }

  /**
   * Validates the ring before any data is read or written. With a wrong first key no number would
   * be found, and one phone could get two routes on one virtual number. At the very first start,
   * the first key of the ring comes into use.
   * @returns the ring
   * @throws KeyRingMismatchError
   */
  async register(): Promise<readonly KeyMaterial[]> {
    for (const key of this.ring) await this.registerKey(key);
    const known = await this.all();
    const other = this.ring.find(
      (key) => !known.find(({ id }) => id === key.id)?.check_value.equals(keyCheckValue(key)),
    );
    if (other) {
      throw new KeyRingMismatchError(
        `key ${other.id} differs from the key that the database knows under this ID`,
      );
    }
    const fault = this.faultOf(known);
    if (fault !== undefined) throw new KeyRingMismatchError(fault);
    if (this.ring.length > 1) {
      const states = known.map(({ id, state }) => `${id} ${state}`).join(', ');
      new Logger('NumberKeys').log(`keys: ${states}; numbers are looked up by ${this.ring[0]!.id}`);
    }
    return this.ring;
  }

  /** Asserts that the ring of this process is still valid. @throws NumberKeysOutdatedError */
  async assertCurrent(): Promise<void> {
    if (this.faultOf(await this.all()) !== undefined) throw new NumberKeysOutdatedError();
  }

  /** Returns all keys in the order in which they came into use. */
  all(): Promise<NumberKeyRow[]> {
    return this.dataSource.query(LIST_NUMBER_KEYS.text);
  }

  private faultOf(known: NumberKeyRow[]): string | undefined {
    return faultOf(
      this.ring.map(({ id }) => id),
      known,
    );
  }

  private registerKey(key: KeyMaterial): Promise<unknown> {
    const query = REGISTER_NUMBER_KEY({ id: key.id, checkValue: keyCheckValue(key) });
    return this.dataSource.query(query.text, query.values);
  }
}
