import { Injectable, Logger } from '@nestjs/common';
import { malformedNumbers } from '../../platform/observability/index.js';
import { type Integer } from '../../platform/values/index.js';
import { Settings } from '../../platform/config/index.js';
import { Slices } from '../../platform/input/index.js';
import { EightXEightError, VoiceApiClient } from '../../eightxeight/index.js';
import { type JobRun, ScheduledJob, SetAsideService } from '../../platform/jobs/index.js';
import { type Principal, SYSTEM_ACCESS } from '../../platform/security/index.js';
import { NumberReports, reportOf } from './number-report.js';
import { PoolService } from '../pools/pool.service.js';
import { RetirementService } from './retirement.service.js';
import { type SyncOutcome, NumberUpdateService } from './number-update.service.js';

export interface SyncResponse extends SyncOutcome {
  /** Entries of 8x8's list that are not numbers; if there are any, nothing is retired. */
  unreadable: Integer;
}

const NOTHING: Readonly<SyncResponse> = {
  updated: 0,
  added: 0,
  retired: 0,
  held: 0,
  unreadable: 0,
  inUse: 0,
};

/** Syncs the numbers of pools with 8x8's list. */
@Injectable()
export class PoolSyncService {
  private readonly logger = new Logger(PoolSyncService.name);

  constructor(
    private readonly pools: PoolService,
    private readonly numberUpdates: NumberUpdateService,
    private readonly retirement: RetirementService,
    private readonly voiceApi: VoiceApiClient,
    private readonly settings: Settings,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Syncs the sub-accounts of all pools, each by its oldest pool. A sub-account for which 8x8 fails
   * (`failed`), or whose numbers cannot be stored (`setAside`), does not stop the others. Does
   * nothing without a key for 8x8's API.
   */
  @ScheduledJob({ name: 'pool-sync' })
  async run(run: JobRun): Promise<Record<keyof SyncResponse | 'failed' | 'setAside', number>> {
    const total = { ...NOTHING, failed: 0 };
    if (!this.settings.eightXEightApiKey) return { ...total, setAside: 0 };
    const items = await this.setAsides.begin('pool-sync');
    for (const poolId of await this.pools.oldestOfSubAccounts()) {
      if (!(await run.shouldContinue())) break;
      if (items.isWaiting('pool', poolId)) continue;
      const synced = await items.attempt('pool', poolId, () => this.trySync(poolId));
      for (const [name, count] of Object.entries(synced ?? {})) {
        total[name as keyof typeof total] += count as number;
      }
    }
    if (!run.signal.aborted) await items.forgetUntried();
    return { ...total, setAside: items.setAside };
  }

  private async trySync(poolId: string): Promise<SyncResponse & { failed: number }> {
    try {
      return { ...(await this.sync(poolId, SYSTEM_ACCESS)), failed: 0 };
    } catch (error) {
      if (!(error instanceof EightXEightError)) throw error;
      return { ...NOTHING, failed: 1 };
    }
  }

  /**
   * Updates the numbers of all pools of the sub-account, and adds new ones to this pool.
   * @throws PoolNotFoundError, EightXEightError
   */
  async sync(idOrName: string, principal: Principal): Promise<SyncResponse> {
    const { id: poolId, subAccountId } = await this.pools.find(idOrName, principal);
    // Taken before the request, so that a VNU that arrives meanwhile is newer than the list.
    const asOf = await this.numberUpdates.now();
    const { numbers, isComplete, unreadable } =
      await this.voiceApi.listVirtualNumbers(subAccountId);
    if (unreadable > 0) {
      malformedNumbers.inc({ source: 'list' }, unreadable);
      this.logger.warn(`${unreadable} entries of 8x8's list are not numbers; nothing is retired`);
    }
    const reports = new NumberReports();
    const slices = new Slices();
    for (const number of numbers) {
      reports.add(reportOf(number));
      await slices.next();
    }
    const source = { subAccountId, kind: 'list', asOf, isComplete, poolId } as const;
    return { ...(await this.numberUpdates.take(reports, source)), unreadable };
  }

  /**
   * Retires the numbers of a held sync that 8x8 has not mentioned since. Sends no request to 8x8.
   * @throws PoolNotFoundError, HeldSyncChangedError
   */
  async confirm(idOrName: string, heldSyncId: string, principal: Principal): Promise<SyncResponse> {
    const { id } = await this.pools.find(idOrName, principal);
    return { ...NOTHING, retired: await this.retirement.confirm(id, heldSyncId) };
  }

  /** Deletes the held sync of a pool, if there is one. @throws PoolNotFoundError */
  async dismiss(idOrName: string, principal: Principal): Promise<void> {
    const { id } = await this.pools.find(idOrName, principal);
    await this.retirement.dismiss(id);
  }
}
