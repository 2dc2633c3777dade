import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, Repository } from 'typeorm';
import { sqlStateOf, UNIQUE_VIOLATION } from '../database/index.js';
import { EventWriter, type NewEvent } from '../events/index.js';
import { VirtualNumberTakenError } from './pool.errors.js';
import { VirtualNumber } from './virtual-number.entity.js';

type NewVirtualNumber = Pick<VirtualNumber, 'poolId' | 'msisdn' | 'msisdnIndex'> &
  Partial<VirtualNumber>;

export type VirtualNumberFilter = Partial<Pick<VirtualNumber, 'state' | 'operationalStatus'>> & {
  poolIds?: readonly string[];
};

@Injectable()
export class VirtualNumberRepository {
  constructor(
    @InjectRepository(VirtualNumber) private readonly numbers: Repository<VirtualNumber>,
    private readonly events: EventWriter,
  ) {}

  /**
   * Adds the numbers that the pool does not have yet; all of them or, if another pool has one, none.
   * @throws VirtualNumberTakenError
   */
  async addMissing(poolId: string, numbers: NewVirtualNumber[]): Promise<VirtualNumber[]> {
    try {
      return await this.addInOrder(poolId, numbers);
    } catch (error) {
      // Another pool was quicker by a moment.
      if (sqlStateOf(error) === UNIQUE_VIOLATION) throw new VirtualNumberTakenError();
      throw error;
    }
  }

  private addInOrder(poolId: string, numbers: NewVirtualNumber[]): Promise<VirtualNumber[]> {
    const msisdns = numbers.map(({ msisdn }) => msisdn);
    return this.numbers.manager.transaction(async (manager) => {
      // Those who add numbers to a pool go one after the other, so that ordinals have no gaps.
      await manager.query('select from pool where id = $1 for update', [poolId]);
      const known = await manager.findBy(VirtualNumber, { msisdn: In(msisdns) });
      if (known.some((number) => number.poolId !== poolId)) throw new VirtualNumberTakenError();

      const next = await manager.countBy(VirtualNumber, { poolId });
      const missing = numbers
        .filter(({ msisdn }, index) => msisdns.indexOf(msisdn) === index)
        .filter(({ msisdn }) => !known.some((number) => number.msisdn === msisdn));
      await manager.insert(
        VirtualNumber,
        missing.map((number, index) => ({ ...number, ordinal: next + index })),
      );
      return manager.find(VirtualNumber, {
        where: { msisdn: In(msisdns) },
        order: { msisdn: 'ASC' },
      });
    });
  }

  findByMsisdn(msisdn: string): Promise<VirtualNumber | null> {
    return this.numbers.findOneBy({ msisdn });
  }

  /** In the order of their numbers. */
  list(
    { poolIds, ...filter }: VirtualNumberFilter,
    limit: number,
    after?: string,
  ): Promise<VirtualNumber[]> {
    return this.numbers.find({
      where: {
        ...filter,
        ...(poolIds && { poolId: In(poolIds) }),
        ...(after === undefined ? {} : { msisdn: MoreThan(after) }),
      },
      order: { msisdn: 'ASC' },
      take: limit,
    });
  }

  /** Holds the number first, so that what is told of the state of before is true. */
  update(id: number, change: Partial<VirtualNumber>): Promise<VirtualNumber> {
    return this.numbers.manager.transaction(async (manager) => {
      const before = await manager.findOneOrFail(VirtualNumber, {
        where: { id },
        lock: { mode: 'for_no_key_update' },
      });
      await manager.update(VirtualNumber, { id }, { ...change, updatedAt: () => 'now()' });
      const after = await manager.findOneByOrFail(VirtualNumber, { id });
      if (after.state !== before.state) {
        const event = stateChanged(before, after);
        await this.events.write((text, values) => manager.query(text, values), [event]);
      }
      return after;
    });
  }
}

const stateChanged = (before: VirtualNumber, after: VirtualNumber): NewEvent => ({
  poolId: after.poolId,
  type: 'number.state_changed',
  payload: {
    virtualNumber: after.msisdn,
    state: after.state,
    previousState: before.state,
    operationalStatus: after.operationalStatus,
    previousOperationalStatus: before.operationalStatus,
  },
});
