import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { VirtualNumberTakenError } from './pool.errors.js';
import { VirtualNumber } from './virtual-number.entity.js';

type NewVirtualNumber = Pick<VirtualNumber, 'poolId' | 'msisdn'> & Partial<VirtualNumber>;

export type VirtualNumberFilter = Partial<
  Pick<VirtualNumber, 'poolId' | 'state' | 'operationalStatus'>
>;

@Injectable()
export class VirtualNumberRepository {
  constructor(
    @InjectRepository(VirtualNumber) private readonly numbers: Repository<VirtualNumber>,
  ) {}

  /**
   * Adds the numbers that the pool does not have yet; all of them or, if another pool has one, none.
   * @throws VirtualNumberTakenError
   */
  async addMissing(poolId: string, numbers: NewVirtualNumber[]): Promise<VirtualNumber[]> {
    return this.numbers.manager.transaction(async (manager) => {
      await manager
        .createQueryBuilder()
        .insert()
        .into(VirtualNumber)
        .values(numbers)
        .orIgnore()
        .updateEntity(false)
        .execute();
      const found = await manager
        .createQueryBuilder(VirtualNumber, 'number')
        .where('number.msisdn = any(:msisdns)', { msisdns: numbers.map(({ msisdn }) => msisdn) })
        .orderBy('number.msisdn')
        .getMany();
      if (found.some((number) => number.poolId !== poolId)) throw new VirtualNumberTakenError();
      return found;
    });
  }

  findByMsisdn(msisdn: string): Promise<VirtualNumber | null> {
    return this.numbers.findOneBy({ msisdn });
  }

  async findPoolId(msisdn = '', subAccountId = ''): Promise<string | undefined> {
    const rows: { pool_id: string }[] = await this.numbers.query(
      `select n.pool_id from virtual_number n join pool p on p.id = n.pool_id
        where n.msisdn = $1 and p.sub_account_id = $2`,
      [msisdn, subAccountId],
    );
    return rows[0]?.pool_id;
  }

  /** In the order of their numbers. */
  list(filter: VirtualNumberFilter, limit: number, after?: string): Promise<VirtualNumber[]> {
    return this.numbers.find({
      where: { ...filter, ...(after === undefined ? {} : { msisdn: MoreThan(after) }) },
      order: { msisdn: 'ASC' },
      take: limit,
    });
  }

  async update(id: number, change: Partial<VirtualNumber>): Promise<VirtualNumber> {
    await this.numbers.update({ id }, { ...change, updatedAt: () => 'now()' });
    return this.numbers.findOneByOrFail({ id });
  }
}
