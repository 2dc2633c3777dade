import { Injectable } from '@nestjs/common';
import { newSubscriptionSecret, UrlCheck } from '../../events/index.js';
import { PoolService } from '../../pool/index.js';
import { NumberVault, type Principal } from '../../platform/security/index.js';
import type { CreateDecisionHookDto, UpdateDecisionHookDto } from './decision-hook.dto.js';
import { HOOK_SECRET, type HookFormatName, type OnFailure } from './decision-hook.entity.js';
import {
  DecisionHookExistsError,
  DecisionHookNotFoundError,
  DecisionHookUrlRefusedError,
} from './decision-hook.errors.js';
import { DecisionHookRepository } from './decision-hook.repository.js';

/** Seconds for which both secrets are valid after a rotation. */
const ROTATION_OVERLAP_SECONDS = 24 * 60 * 60;

export interface DecisionHookResponse {
  /** The pool's name. */
  pool: string;
  url: string;
  onFailure: OnFailure;
  unknownCallers: boolean;
  /** Until this time questions are also signed with the secret from before the rotation. */
  previousSecretUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A decision hook with its secret, which is shown only once. */
export interface RevealedDecisionHook extends DecisionHookResponse {
  secret: string;
}

/** Manages the decision hooks of pools. */
@Injectable()
export class DecisionHookService {
  constructor(
    private readonly hooks: DecisionHookRepository,
    private readonly pools: PoolService,
    private readonly urls: UrlCheck,
    private readonly vault: NumberVault,
  ) {}

  /** @throws PoolNotFoundError, DecisionHookExistsError, DecisionHookUrlRefusedError */
  async create(
    idOrName: string,
    { url, onFailure, unknownCallers = false }: CreateDecisionHookDto,
    principal: Principal,
  ): Promise<RevealedDecisionHook> {
    const pool = await this.pools.find(idOrName, principal);
    const secret = newSubscriptionSecret();
    const isNew = await this.hooks.insert({
      poolId: pool.id,
      url: this.checkedUrl(url),
      onFailure,
      unknownCallers,
      secretCiphertext: HOOK_SECRET.encrypt(this.vault, secret, { poolId: pool.id }),
    });
    if (!isNew) throw new DecisionHookExistsError();
    return { ...(await this.get(pool.id, principal)), secret };
  }

  /** @throws PoolNotFoundError, DecisionHookNotFoundError */
  async get(idOrName: string, principal: Principal): Promise<DecisionHookResponse> {
    const pool = await this.pools.find(idOrName, principal);
    const hook = await this.hooks.find(pool.id);
    if (!hook) throw new DecisionHookNotFoundError();
    const { url, onFailure, unknownCallers, previousSecretUntil, createdAt, updatedAt } = hook;
    return {
      pool: pool.name,
      url,
      onFailure,
      unknownCallers,
      previousSecretUntil,
      createdAt,
      updatedAt,
    };
  }

  /** @throws PoolNotFoundError, DecisionHookNotFoundError, DecisionHookUrlRefusedError */
  async update(
    idOrName: string,
    { url, ...change }: UpdateDecisionHookDto,
    principal: Principal,
  ): Promise<DecisionHookResponse> {
    const pool = await this.pools.find(idOrName, principal);
    const checked = url === undefined ? change : { ...change, url: this.checkedUrl(url) };
    if (!(await this.hooks.update(pool.id, checked))) throw new DecisionHookNotFoundError();
    return this.get(pool.id, principal);
  }

  /**
   * Creates a new secret. For 24 hours questions are also signed with the previous one.
   * @throws PoolNotFoundError, DecisionHookNotFoundError
   */
  async rotateSecret(idOrName: string, principal: Principal): Promise<RevealedDecisionHook> {
    const { id: poolId } = await this.pools.find(idOrName, principal);
    const secret = newSubscriptionSecret();
    const encrypted = HOOK_SECRET.encrypt(this.vault, secret, { poolId });
    const isRotated = await this.hooks.rotate(poolId, encrypted, ROTATION_OVERLAP_SECONDS);
    if (!isRotated) throw new DecisionHookNotFoundError();
    return { ...(await this.get(poolId, principal)), secret };
  }

  /** @throws PoolNotFoundError, DecisionHookNotFoundError */
  async delete(idOrName: string, principal: Principal): Promise<void> {
    const { id } = await this.pools.find(idOrName, principal);
    if (!(await this.hooks.delete(id))) throw new DecisionHookNotFoundError();
  }

  /**
   * Writes the hook of a module with a format of its own; null deletes it. Whatever the hook
   * answers, or if it does not answer, the calls of parties connect unless it refuses them.
   * @throws DecisionHookExistsError if the pool has one of another format
   */
  async put(
    poolId: string,
    format: Exclude<HookFormatName, 'standard'>,
    hook: { url: string; unknownCallers: boolean; secret: string } | null,
  ): Promise<void> {
    if (hook === null) {
      await this.hooks.delete(poolId, format);
      return;
    }
    const { secret, ...rest } = hook;
    const secretCiphertext = HOOK_SECRET.encrypt(this.vault, secret, { poolId });
    const isPut = await this.hooks.put({ ...rest, poolId, format, secretCiphertext });
    if (!isPut) throw new DecisionHookExistsError();
  }

  /** @throws DecisionHookUrlRefusedError */
  private checkedUrl(text: string): string {
    const checked = this.urls.check(text);
    if (checked.fault !== undefined) throw new DecisionHookUrlRefusedError(checked.fault);
    return checked.url;
  }
}
