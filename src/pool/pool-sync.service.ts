import { Injectable } from '@nestjs/common';
import {
  type NumberNews,
  VoiceApiClient,
  type VirtualNumberResource,
} from '../eightxeight/index.js';
import type { Access } from '../security/index.js';
import { PoolService } from './pool.service.js';
import { type NewsOutcome, VirtualNumberNewsService } from './virtual-number-news.service.js';

/** Fetches the numbers of a pool's sub-account from 8x8. */
@Injectable()
export class PoolSyncService {
  constructor(
    private readonly pools: PoolService,
    private readonly news: VirtualNumberNewsService,
    private readonly voiceApi: VoiceApiClient,
  ) {}

  /**
   * Brings the numbers up to date; those that no pool has yet join this one. The numbers of other pools
   * of the sub-account are brought up to date too.
   * @throws PoolNotFoundError, EightXEightError
   */
  async sync(idOrName: string, access: Access): Promise<NewsOutcome> {
    const { id: poolId, subAccountId } = await this.pools.find(idOrName, access);
    // Before asking: what is said meanwhile by VNU is newer than the answer.
    const asOf = await this.news.now();
    const { numbers, isComplete } = await this.voiceApi.listVirtualNumbers(subAccountId);
    return this.news.take(numbers.map(newsOf), { subAccountId, asOf, isComplete, poolId });
  }
}

/** The list is true as of now, whenever a number was last changed. */
const newsOf = (number: VirtualNumberResource): NumberNews => ({
  msisdn: number.msisdn,
  operationalStatus: number.operationalStatus,
  countryCode: number.countryCode,
  referenceId: number.referenceId,
  numberType: number.numberType,
  isHealthy: number.numberHealth?.isHealthy,
  healthStatus: number.numberHealth?.status,
  healthCheckedAt: number.numberHealth?.lastCheckedTime,
  updatedAt: undefined,
});
