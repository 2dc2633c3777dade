import { Injectable } from '@nestjs/common';
import { Settings } from '../config/index.js';
import type { JobRun } from '../jobs/index.js';
import {
  EightXEightError,
  type NumberNews,
  VoiceApiClient,
  type VirtualNumberResource,
} from '../eightxeight/index.js';
import { type Access, SYSTEM_ACCESS } from '../security/index.js';
import { PoolService } from './pool.service.js';
import { type NewsOutcome, VirtualNumberNewsService } from './virtual-number-news.service.js';

/** Fetches the numbers of a pool's sub-account from 8x8. */
@Injectable()
export class PoolSyncService {
  constructor(
    private readonly pools: PoolService,
    private readonly news: VirtualNumberNewsService,
    private readonly voiceApi: VoiceApiClient,
    private readonly settings: Settings,
  ) {}

  /**
   * All sub-accounts that pools have, each by its oldest pool. One that fails holds up no other.
   * Without a key of 8x8's API there is nothing to ask.
   */
  async run(run: JobRun): Promise<Record<keyof NewsOutcome | 'failed', number>> {
    const total = { updated: 0, added: 0, retired: 0, failed: 0 };
    if (!this.settings.eightXEightApiKey) return total;
    for (const poolId of await this.pools.oldestOfSubAccounts()) {
      if (!(await run.mayGoOn())) break;
      try {
        const { updated, added, retired } = await this.sync(poolId, SYSTEM_ACCESS);
        total.updated += updated;
        total.added += added;
        total.retired += retired;
      } catch (error) {
        if (!(error instanceof EightXEightError)) throw error;
        total.failed += 1;
      }
    }
    return total;
  }

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
