import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { PhoneNumber } from '../../platform/values/index.js';
import {
  PostgresPool,
  type RowOf,
  sqlStateOf,
  UNIQUE_VIOLATION,
} from '../../platform/database/index.js';
import { Slices } from '../../platform/input/index.js';
import { NumberKeysOutdatedError, NumberVault } from '../../platform/security/index.js';
import {
  ADD_NUMBERS,
  FIND_IN_USE,
  FIND_KNOWN,
  LOCK_POOL,
  LOCK_ROUTES,
  LOCK_TIMEOUT,
} from './adding.sql.js';
import { NumbersContendedError, VirtualNumberTakenError } from '../pools/pool.errors.js';
import type { VirtualNumber, VirtualNumberState } from './virtual-number.entity.js';

/** A number to be added to a pool. Missing or null values get their defaults. */
export interface NewVirtualNumber {
  msisdn: string;
  countryCode?: string | null | undefined;
  referenceId?: string | null | undefined;
  numberType?: string | null | undefined;
  operationalStatus?: string | undefined;
  state?: VirtualNumberState | undefined;
  weight?: number | undefined;
  reserved?: boolean | undefined;
  maxActiveBookings?: number | null | undefined;
  canVoice?: boolean | undefined;
  canSms?: boolean | undefined;
}

/** A number with its blind indexes; the index for lookups comes first. */
type IndexedNumber = NewVirtualNumber & { indexes: readonly Buffer[] };

export interface Addition {
  added: number;
  /** Numbers that were not added, because they are phones of parties to live bookings. */
  inUse: string[];
}

const LOCK_NOT_AVAILABLE = '55P03';
/**
 * Attempts to lock the routes. Each waits for running bookings, and blocks new ones, for 3 s at
 * most.
 */
const ATTEMPTS = 3;

/** Adds numbers to pools. */
@Injectable()
export class AddingRepository {
  constructor(
    private readonly database: PostgresPool,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Adds the numbers that the pool does not contain yet, except numbers that are in use.
   * @param mayLeaveOut whether to add the other numbers if one is in use
   * @throws VirtualNumberTakenError if a number is in another pool, NumbersContendedError,
   *   NumberKeysOutdatedError; nothing is added then
   */
  async addMissing(
    poolId: string,
    numbers: readonly NewVirtualNumber[],
    mayLeaveOut: boolean,
  ): Promise<Addition> {
    const indexed = await this.withIndexes(numbers);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.transaction((client) =>
          this.addInOrder(client, poolId, indexed, mayLeaveOut),
        );
      } catch (error) {
        // A concurrent transaction has just added the number to another pool.
        if (sqlStateOf(error) === UNIQUE_VIOLATION) throw new VirtualNumberTakenError();
        if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE) throw error;
        if (attempt === ATTEMPTS) throw new NumbersContendedError();
      }
    }
  }

  /**
   * Computes the blind indexes. Runs before anything is locked, and in slices, because hashing a
   * thousand numbers takes some milliseconds.
   */
  private async withIndexes(numbers: readonly NewVirtualNumber[]): Promise<IndexedNumber[]> {
    const slices = new Slices();
    const indexed: IndexedNumber[] = [];
    for (const number of numbers) {
      const indexes = this.vault.indexesOf(PhoneNumber.fromStored(number.msisdn));
      indexed.push({ ...number, indexes });
      await slices.next();
    }
    return indexed;
  }

  private async addInOrder(
    client: PoolClient,
    poolId: string,
    numbers: readonly IndexedNumber[],
    mayLeaveOut: boolean,
  ): Promise<Addition> {
    await client.query(LOCK_POOL({ poolId }));
    const missing = await this.findMissing(client, poolId, numbers);
    if (missing.length === 0) return { added: 0, inUse: [] };

    await client.query(LOCK_TIMEOUT);
    await client.query(LOCK_ROUTES);
    const inUse = await this.findInUse(client, missing);
    if (inUse.length > 0 && !mayLeaveOut) return { added: 0, inUse };
    const added = missing.filter(({ msisdn }) => !inUse.includes(msisdn));
    await client.query(ADD_NUMBERS({ poolId, numbers: added.map(withFirstIndex) }));
    return { added: added.length, inUse };
  }

  /** @throws VirtualNumberTakenError */
  private async findMissing(
    client: PoolClient,
    poolId: string,
    numbers: readonly IndexedNumber[],
  ): Promise<IndexedNumber[]> {
    // If a number is given twice, the first entry counts.
    const byMsisdn = new Map(numbers.toReversed().map((number) => [number.msisdn, number]));
    const { rows } = await client.query<RowOf<VirtualNumber, 'msisdn' | 'poolId'>>(
      FIND_KNOWN({ msisdns: [...byMsisdn.keys()] }),
    );
    if (rows.some((known) => known.pool_id !== poolId)) throw new VirtualNumberTakenError();
    for (const { msisdn } of rows) byMsisdn.delete(msisdn);
    return [...byMsisdn.values()].toReversed();
  }

  /**
   * Finds the numbers that are in use as phones.
   * @throws NumberKeysOutdatedError if this process lacks the key to find them all
   */
  private async findInUse(
    client: PoolClient,
    numbers: readonly IndexedNumber[],
  ): Promise<string[]> {
    const indexed = numbers.flatMap(({ msisdn, indexes }) =>
      indexes.map((msisdnIndex) => ({ msisdn, msisdnIndex })),
    );
    const { rows } = await client.query<{ in_use: string[]; has_key: boolean }>(
      FIND_IN_USE({ numbers: indexed, keyId: this.vault.currentKeyId }),
    );
    if (!rows[0]!.has_key) throw new NumberKeysOutdatedError();
    return rows[0]!.in_use;
  }
}

const withFirstIndex = ({ indexes, ...number }: IndexedNumber) => ({
  ...number,
  msisdnIndex: indexes[0]!,
});
