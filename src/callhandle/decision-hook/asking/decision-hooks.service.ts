import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { signedHeaders, TargetAddresses } from '../../../events/index.js';
import { ClockWatch } from '../../../platform/database/index.js';
import {
  decisionHookDuration,
  decisionHookQuestions,
} from '../../../platform/observability/index.js';
import { NumberVault } from '../../../platform/security/index.js';
import type { CallerMessage } from '../../../pool/index.js';
import { HOOK_SECRET } from '../decision-hook.entity.js';
import { DecisionHookRepository, type HookToAsk } from '../decision-hook.repository.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { type HookAnswer, type HookTarget, readHookAnswer } from './hook-answer.js';
import { HookClient } from './hook-client.js';
import { HookFailure } from './hook-failure.js';
import { HookLimits } from './hook-limits.js';
import { type CallToAsk, questionOf } from './hook-question.js';

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
  /** By pool. */
  private readonly known = new Map<string, KnownHook>();

  constructor(
    private readonly hooks: DecisionHookRepository,
    private readonly vault: NumberVault,
    private readonly addresses: TargetAddresses,
    private readonly clock: ClockWatch,
    private readonly limits: HookLimits,
  ) {}

  /**
   * Asks the hook of the call's pool. Allows the call if the hook has been deleted meanwhile.
   * @param endsAt by `performance.now()`, when the call handle must have been answered
   * @throws the database's error; DecryptionFailedError if the secret cannot be decrypted
   */
  async ask(call: CallToAsk, endsAt: number): Promise<HookVerdict> {
    const { bookingId, poolId } = call;
    const hook = await this.hooks.findToAsk({ poolId, bookingId });
    if (!hook) return { kind: 'allow', bookingId };
    const known = this.knownOf(hook);
    try {
      const answer = await this.answerOf(hook, known, call, endsAt);
      return { ...verdictOf(answer), bookingId };
    } catch (error) {
      if (!(error instanceof HookFailure)) throw error;
      decisionHookQuestions.inc({ outcome: error.kind });
      this.noteFailure(poolId, known, error);
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
    { client, breaker }: KnownHook,
    call: CallToAsk,
    endsAt: number,
  ): Promise<HookAnswer> {
    const { id, body } = questionOf(call, { poolName: hook.pool_name, reference: hook.reference });
    const headers = signedHeaders(id, new Date(this.clock.now()), body, this.secretsOf(hook));
    const left = endsAt - performance.now() - this.limits.reserveMs;
    const timeoutMs = Math.min(this.limits.timeoutMs, left);
    // The database took the time that the hook would have had, which is not the hook's failure.
    if (timeoutMs < this.limits.timeoutMs / 2) throw new HookFailure('overload', 'no-time-left');
    if (!breaker.allows()) throw new HookFailure('circuit-open');
    const since = performance.now();
    const answer = readHookAnswer(await client.ask({ body, headers, timeoutMs }));
    if (answer.decision === 'connect' && call.reason !== 'not-a-party') {
      throw new HookFailure('invalid', 'connect-for-a-party');
    }
    decisionHookDuration.observe((performance.now() - since) / 1_000);
    decisionHookQuestions.inc({ outcome: answer.decision });
    if (breaker.succeeded()) {
      this.logger.log(`the decision hook of pool ${hook.pool_id} answers again`);
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
  private knownOf({ pool_id: poolId, url }: HookToAsk): KnownHook {
    const known = this.known.get(poolId);
    if (known?.client.url === url) return known;
    const anew: KnownHook = {
      client: new HookClient(url, this.addresses, this.limits),
      breaker: new CircuitBreaker(this.limits),
      loggedAt: -Infinity,
    };
    this.known.set(poolId, anew);
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
