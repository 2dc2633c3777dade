import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { TargetAddresses } from '../../../events/index.js';
import {
  decisionHookDuration,
  decisionHookQuestions,
} from '../../../platform/observability/index.js';
import { NumberVault } from '../../../platform/security/index.js';
import type { CallerMessage } from '../../../pool/index.js';
import { HOOK_SECRET } from '../decision-hook.entity.js';
import { DecisionHookRepository, type HookToAsk } from '../decision-hook.repository.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { HookAnswer, HookTarget } from './hook-answer.js';
import { HookClient, type HookRequest } from './hook-client.js';
import { HookFailure } from './hook-failure.js';
import { HookFormats } from './hook-format.js';
import { HookLimits } from './hook-limits.js';
import type { CallToAsk } from './hook-question.js';

/** What the hook's answer, or its failure, means for a call. */
export type HookVerdict = { bookingId: string | null } & (
  | { kind: 'allow' }
  | { kind: 'hook-refused' | 'hook-failed'; message: CallerMessage | null }
  | { kind: 'connect'; target: HookTarget }
);

/** What this process knows about a hook. */
interface KnownHook {
  client: HookClient;
  breaker: CircuitBreaker;
  /** Time of the last log line about a failure. */
  loggedAt: number;
}

/**
 * Asks the decision hooks of pools. Each hook has its own connections, limit and circuit breaker, so
 * that a slow or dead one costs other pools nothing. This state is per process, and may be lost.
 */
@Injectable()
export class DecisionHooks implements OnApplicationShutdown {
  private readonly logger = new Logger(DecisionHooks.name);
  /** By pool and kind of question, since a format may ask another URL about each kind. */
  private readonly known = new Map<string, KnownHook>();

  constructor(
    private readonly hooks: DecisionHookRepository,
    private readonly vault: NumberVault,
    private readonly addresses: TargetAddresses,
    private readonly formats: HookFormats,
    private readonly limits: HookLimits,
  ) {}

  /**
   * Asks the hook of the call's pool. Allows the call if the hook has been deleted meanwhile.
   * @param endsAt by `performance.now()`, when the call handle must have been answered
   * @returns undefined: the hook changed the bookings, so the call must be decided again
   * @throws the database's error; DecryptionFailedError if the secret cannot be decrypted
   */
  async ask(call: CallToAsk, endsAt: number): Promise<HookVerdict | undefined> {
    const { bookingId, poolId } = call;
    const hook = await this.hooks.findToAsk({ poolId, bookingId });
    if (!hook) return { kind: 'allow', bookingId };
    try {
      const answer = await this.answerOf(hook, call, endsAt);
      return answer && { ...verdictOf(answer), bookingId };
    } catch (error) {
      if (!(error instanceof HookFailure)) throw error;
      decisionHookQuestions.inc({ outcome: error.kind });
      // Nobody is there to be connected with a caller without a booking.
      const isConnected = hook.on_failure === 'connect' || call.reason === 'not-a-party';
      return isConnected
        ? { kind: 'allow', bookingId }
        : { kind: 'hook-failed', message: null, bookingId };
    }
  }

  onApplicationShutdown(): void {
    for (const { client } of this.known.values()) client.close();
  }

  /** @throws HookFailure, DecryptionFailedError */
  private async answerOf(
    hook: HookToAsk,
    call: CallToAsk,
    endsAt: number,
  ): Promise<HookAnswer | undefined> {
    const format = this.formats.of(hook.format);
    const question = await format.questionOf(call, hook, this.secretsOf(hook));
    if (!question) return { decision: 'allow' };
    const { url, ...request } = question;
    const known = this.knownOf(hook.pool_id, url, call.reason === 'not-a-party');
    try {
      return await this.answerTo(request, known, { hook, call, endsAt });
    } catch (error) {
      if (error instanceof HookFailure) this.noteFailure(hook.pool_id, known, error);
      throw error;
    }
  }

  /** @throws HookFailure */
  private async answerTo(
    request: Omit<HookRequest, 'timeoutMs'>,
    { client, breaker }: KnownHook,
    { hook, call, endsAt }: { hook: HookToAsk; call: CallToAsk; endsAt: number },
  ): Promise<HookAnswer | undefined> {
    const left = endsAt - performance.now() - this.limits.reserveMs;
    const timeoutMs = Math.min(this.limits.timeoutMs, left);
    // The database took the time that the hook would have had, which is not the hook's failure.
    if (timeoutMs < this.limits.timeoutMs / 2) throw new HookFailure('overload', 'no-time-left');
    if (!breaker.allows()) throw new HookFailure('circuit-open');
    const since = performance.now();
    const response = await client.ask({ ...request, timeoutMs });
    const answer = await this.formats.of(hook.format).answerOf(response, call);
    if (answer?.decision === 'connect' && call.reason !== 'not-a-party') {
      throw new HookFailure('invalid', 'connect-for-a-party');
    }
    decisionHookDuration.observe((performance.now() - since) / 1_000);
    decisionHookQuestions.inc({ outcome: answer?.decision ?? 'connect' });
    if (breaker.succeeded()) {
      this.logger.log(`the decision hook of pool ${hook.pool_name} answers again`);
    }
    return answer;
  }

  private noteFailure(poolId: string, known: KnownHook, failure: HookFailure): void {
    if (failure.isOfHook && known.breaker.failed()) {
      this.logger.error(
        `the decision hook of pool ${poolId} fails (${failure.detail}): it is not asked for ` +
          `${this.limits.openMs / 1_000} s`,
      );
      return;
    }
    const now = this.limits.now();
    if (known.breaker.isOpen || now - known.loggedAt < this.limits.logEveryMs) return;
    known.loggedAt = now;
    this.logger.warn(`the decision hook of pool ${poolId} gave no valid answer: ${failure.detail}`);
  }

  /** Returns what is known about the hook; nothing is known about a new URL. */
  private knownOf(poolId: string, url: string, isForUnknown: boolean): KnownHook {
    const key = `${poolId} ${isForUnknown}`;
    const known = this.known.get(key);
    if (known?.client.url === url) return known;
    const anew: KnownHook = {
      client: new HookClient(url, this.addresses, this.limits),
      breaker: new CircuitBreaker(this.limits),
      loggedAt: -Infinity,
    };
    this.known.set(key, anew);
    return anew;
  }

  /** @throws DecryptionFailedError */
  private secretsOf(hook: HookToAsk): string[] {
    return [hook.secret_ciphertext, hook.previous_secret_ciphertext]
      .filter((secret) => secret !== null)
      .map((secret) => HOOK_SECRET.decrypt(this.vault, secret, { poolId: hook.pool_id }));
  }
}

function verdictOf(answer: HookAnswer) {
  switch (answer.decision) {
    case 'allow':
      return { kind: 'allow' } as const;
    case 'refuse':
      return { kind: 'hook-refused', message: answer.message } as const;
    case 'connect':
      return { kind: 'connect', target: answer.target } as const;
  }
}
