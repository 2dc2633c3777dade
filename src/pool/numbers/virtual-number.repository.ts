import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, Repository } from 'typeorm';
import { EventWriter, type NewEvent } from '../../events/index.js';
import { VirtualNumber } from './virtual-number.entity.js';

export type VirtualNumberFilter = Partial<Pick<VirtualNumber, 'state' | 'operationalStatus'>> & {
  poolIds?: readonly string[];
};

@Injectable()
export class VirtualNumberRepository {
  constructor(
    @InjectRepository(VirtualNumber) private readonly numbers: Repository<VirtualNumber>,
    private readonly events: EventWriter,
  ) {}

  /** Finds virtual numbers, ordered by number. */
  findMany(msisdns: readonly string[]): Promise<VirtualNumber[]> {
    return this.numbers.find({ where: { msisdn: In(msisdns) }, order: { msisdn: 'ASC' } });
  }

  findByMsisdn(msisdn: string): Promise<VirtualNumber | null> {
    return this.numbers.findOneBy({ msisdn });
  }

  /** Lists virtual numbers, ordered by number. */
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

  /** Updates a number. Locks the row first, so that the event's `previousState` is accurate. */
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
