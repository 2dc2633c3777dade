import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { And, In, LessThan, Repository } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { PostgresPool, sqlStateOf, UNIQUE_VIOLATION } from '../../platform/database/index.js';
import { PoolNameTakenError } from './pool.errors.js';
import { HeldSync } from '../sync/held-sync.entity.js';
import { Pool } from './pool.entity.js';
import { FIND_UNANNOUNCED_BOOKING, OLDEST_POOLS } from './pool.sql.js';

@Injectable()
export class PoolRepository {
  constructor(
    @InjectRepository(Pool) private readonly pools: Repository<Pool>,
    @InjectRepository(HeldSync) private readonly heldSyncs: Repository<HeldSync>,
    private readonly database: PostgresPool,
  ) {}

  /** @throws PoolNameTakenError */
  async insert(pool: Omit<Pool, 'createdAt' | 'updatedAt'>): Promise<Pool> {
    try {
      await this.pools.insert(pool);
    } catch (error) {
      if (sqlStateOf(error) === UNIQUE_VIOLATION) throw new PoolNameTakenError();
      throw error;
    }
    return this.pools.findOneByOrFail({ id: pool.id });
  }

  findByIdOrName(idOrName: string): Promise<Pool | null> {
    return this.pools.findOneBy(isUuid(idOrName) ? { id: idOrName } : { name: idOrName });
  }

  findByIds(ids: string[]): Promise<Pool[]> {
    return this.pools.findBy({ id: In(ids) });
  }

  /** Returns the held syncs by pool id. */
  async heldSyncsOf(poolIds: readonly string[]): Promise<ReadonlyMap<string, HeldSync>> {
    const held = await this.heldSyncs.findBy({ poolId: In(poolIds) });
    return new Map(held.map((one) => [one.poolId, one]));
  }

  async allIds(): Promise<string[]> {
    const pools = await this.pools.find({ select: { id: true }, order: { id: 'ASC' } });
    return pools.map(({ id }) => id);
  }

  async oldestOfSubAccounts(): Promise<string[]> {
    const rows: { id: string }[] = await this.pools.query(OLDEST_POOLS.text);
    return rows.map(({ id }) => id);
  }

  /** Lists pools, newest first. @param among ids of the pools to list; null for all */
  list(
    limit: number,
    before: string | undefined,
    among: readonly string[] | null,
  ): Promise<Pool[]> {
    const conditions = [
      ...(before === undefined ? [] : [LessThan(before)]),
      ...(among === null ? [] : [In(among)]),
    ];
    return this.pools.find({
      where: conditions.length === 0 ? {} : { id: And(...conditions) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Whether an active booking is recorded by its own setting and has no announcement. */
  async hasUnannouncedBooking(poolId: string): Promise<boolean> {
    return (await this.database.run(FIND_UNANNOUNCED_BOOKING({ poolId }))).length > 0;
  }

  async update(id: string, change: Partial<Pool>): Promise<Pool> {
    await this.pools.update({ id }, { ...change, updatedAt: () => 'now()' });
    return this.pools.findOneByOrFail({ id });
  }
}
