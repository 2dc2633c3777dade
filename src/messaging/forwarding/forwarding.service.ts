import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { describeError } from '../../platform/errors/index.js';
import {
  isItemFailure,
  type JobItems,
  ScheduledJob,
  SetAsideService,
} from '../../platform/jobs/index.js';
import { ForwardingLimits } from './forwarding-limits.js';
import { type ClaimedText, ForwardingRepository } from './forwarding.repository.js';
import { type Attempt, TextSender } from './text-sender.js';

/** Outcomes of attempts. */
export type ForwardingTally = Record<Attempt, number> & {
  /** Attempts of dead replicas that were ended. */
  abandoned: number;
  /** Texts whose row cannot be changed. */
  setAside: number;
};

const NOTHING: Readonly<Record<Attempt, number>> = {
  forwarded: 0,
  failed: 0,
  unknown: 0,
  postponed: 0,
};

/**
 * Forwards texts. A replica that has stored a text forwards it at once; the job forwards what was
 * left behind. Any number of replicas may do so at the same time, because a claim is exclusive.
 */
@Injectable()
export class ForwardingService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ForwardingService.name);
  private readonly attempts = new Set<Promise<void>>();
  private tally = { ...NOTHING };
  private running: Promise<void> | undefined;
  /** Whether texts may have become due since the last claim. */
  private isWanted = false;
  /** Ends the wait of the run for an attempt. */
  private interrupt: () => void = () => undefined;
  private isStopping = false;
  /** Texts that the last run of the job has set aside. */
  private setAside: readonly string[] = [];
  private readonly isWakeable: boolean;

  constructor(
    private readonly texts: ForwardingRepository,
    private readonly sender: TextSender,
    private readonly limits: ForwardingLimits,
    private readonly setAsides: SetAsideService,
    { jobsEnabled, jobSeconds }: Settings,
  ) {
    this.isWakeable = jobsEnabled && jobSeconds.messages > 0;
  }

  /** Forwards due texts soon, if this replica runs the job by itself. Never throws. */
  wake(): void {
    if (!this.isWakeable || this.isStopping) return;
    // The job tries again.
    this.begin().catch((error: unknown) => {
      this.logger.warn(`texts could not be forwarded: ${describeError(error)}`);
    });
  }

  /** Forwards due texts for about a second. Slower attempts continue in the background. */
  @ScheduledJob({ name: 'messages' })
  async run(): Promise<ForwardingTally> {
    const items = await this.setAsides.begin('messages');
    this.setAside = items.waiting('text');
    const abandoned = await this.settleAbandoned(items);
    try {
      await this.forwardForAWhile();
    } catch (error) {
      if (!isItemFailure(error)) throw error;
      await this.claimOneByOne(items);
    }
    if (this.attempts.size === 0) await items.forgetUntried();
    const tally = { ...this.tally, abandoned, setAside: items.setAside };
    this.tally = { ...NOTHING };
    return tally;
  }

  private async forwardForAWhile(): Promise<void> {
    const timeIsUp = new AbortController();
    await Promise.race([
      this.begin(),
      pause(this.limits.runMs, undefined, { signal: timeIsUp.signal }).catch(() => undefined),
    ]).finally(() => timeIsUp.abort());
  }

  /** Ends the attempts of dead replicas, except of a text that makes this fail. */
  private async settleAbandoned(items: JobItems): Promise<number> {
    try {
      return await this.texts.settleAbandoned({ except: this.setAside });
    } catch (error) {
      if (!isItemFailure(error)) throw error;
      const ids = await this.texts.list('sending', this.setAside);
      const settled = await items.attemptAll(this, 'text', ids, (only) =>
        this.texts.settleAbandoned({ except: this.setAside, only }),
      );
      this.setAside = items.waiting('text');
      return settled;
    }
  }

  /** Claims and sends due texts, except the one that makes a claim fail, which is set aside. */
  private async claimOneByOne(items: JobItems): Promise<void> {
    const { concurrent, leaseSeconds } = this.limits;
    const ids = await this.texts.list('forwarding', this.setAside);
    await items.attemptAll(this, 'text', ids, async (only) => {
      const claimedAt = performance.now();
      const choice = { except: this.setAside, only };
      const claimed = await this.texts.claim(concurrent, leaseSeconds, choice);
      for (const text of claimed) this.start(text, claimedAt);
      return claimed.length;
    });
    this.setAside = items.waiting('text');
    await Promise.all(this.attempts);
  }

  /** Whether the search for a bad row continues. */
  async shouldContinue(): Promise<boolean> {
    return !this.isStopping;
  }

  /** Waits for the attempts in progress, which cannot be undone. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.interrupt();
    await this.running?.catch(() => undefined);
    await Promise.all(this.attempts);
  }

  /** Starts a run, or lets the current one claim again. @returns the run */
  private begin(): Promise<void> {
    this.isWanted = true;
    this.interrupt();
    this.running ??= this.forward().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Forwards until nothing is due. */
  private async forward(): Promise<void> {
    const { concurrent, leaseSeconds } = this.limits;
    while (!this.isStopping && (this.isWanted || this.attempts.size > 0)) {
      const interrupted = new Promise<void>((resolve) => {
        this.interrupt = resolve;
      });
      this.isWanted = false;
      const claimedAt = performance.now();
      const room = concurrent - this.attempts.size;
      const choice = { except: this.setAside };
      const claimed = room > 0 ? await this.texts.claim(room, leaseSeconds, choice) : [];
      for (const text of claimed) this.start(text, claimedAt);
      // The next text to a receiver can be claimed once the one before it is settled.
      if (this.attempts.size > 0) await Promise.race([interrupted, ...this.attempts]);
    }
  }

  private start(text: ClaimedText, claimedAt: number): void {
    const attempt = this.attempt(text, claimedAt).finally(() => {
      this.attempts.delete(attempt);
      this.isWanted = true;
    });
    this.attempts.add(attempt);
  }

  /** Never throws. If the outcome cannot be stored, the attempt ends as unknown with its lease. */
  private async attempt(text: ClaimedText, claimedAt: number): Promise<void> {
    try {
      this.tally[await this.sender.send(text, claimedAt)] += 1;
    } catch (error) {
      this.logger.warn(`the outcome of a text could not be stored: ${describeError(error)}`);
    }
  }
}
