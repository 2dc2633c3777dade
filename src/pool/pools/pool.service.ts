import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../platform/rest/index.js';
import { type Principal, maySeePool } from '../../platform/security/index.js';
import type { CreatePoolDto, PoolPolicyDto } from './pool.dto.js';
import type { Pool } from './pool.entity.js';
import { PoolNotFoundError } from './pool.errors.js';
import { mapPool, type PoolResponse } from './pool.mapper.js';
import { DEFAULT_POLICY } from './pool-policy.js';
import { PoolRepository } from './pool.repository.js';
import { TimeZoneService } from './time-zone.service.js';
import { VoiceCheckService } from './voice-check.service.js';

@Injectable()
export class PoolService {
  constructor(
    private readonly pools: PoolRepository,
    private readonly voices: VoiceCheckService,
    private readonly timeZones: TimeZoneService,
  ) {}

  /** @throws PoolNameTakenError, UnknownVoiceError, UnknownTimeZoneError */
  async create({ name, subAccountId, policy }: CreatePoolDto): Promise<PoolResponse> {
    await this.voices.assertKnown(policy?.messages, subAccountId);
    await this.timeZones.assertKnown('policy.quietHours', policy?.quietHours);
    const pool = {
      id: uuidv7(),
      name,
      subAccountId,
      decisionHook: null,
      ...DEFAULT_POLICY,
      ...given(policy),
    };
    return mapPool(await this.pools.insert(pool));
  }

  /** @throws PoolNotFoundError */
  async get(idOrName: string, principal: Principal): Promise<PoolResponse> {
    return this.toResponse(await this.find(idOrName, principal));
  }

  async list({ limit, cursor }: PageQuery, { poolIds }: Principal): Promise<Page<PoolResponse>> {
    const before = decodeCursor(cursor, isUuid);
    const pools = await this.pools.list(limit + 1, before, poolIds);
    const held = await this.pools.heldSyncsOf(pools.map(({ id }) => id));
    return toPage(
      pools,
      limit,
      ({ id }) => id,
      (pool) => mapPool(pool, held.get(pool.id)),
    );
  }

  /**
   * Changes the given fields of the policy.
   * @throws PoolNotFoundError, UnknownVoiceError, UnknownTimeZoneError
   */
  async updatePolicy(
    idOrName: string,
    policy: PoolPolicyDto | undefined,
    principal: Principal,
  ): Promise<PoolResponse> {
    const pool = await this.find(idOrName, principal);
    await this.voices.assertKnown(policy?.messages, pool.subAccountId);
    await this.timeZones.assertKnown('policy.quietHours', policy?.quietHours);
    return this.toResponse(await this.pools.update(pool.id, given(policy)));
  }

  /** Returns the names of pools by id. */
  async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const pools = await this.pools.findByIds([...new Set(ids)]);
    return new Map(pools.map(({ id, name }) => [id, name]));
  }

  /** Returns the ids of all pools, oldest first. */
  allIds(): Promise<string[]> {
    return this.pools.allIds();
  }

  /** Returns the id of the oldest pool of each sub-account. */
  oldestOfSubAccounts(): Promise<string[]> {
    return this.pools.oldestOfSubAccounts();
  }

  private async toResponse(pool: Pool): Promise<PoolResponse> {
    const held = await this.pools.heldSyncsOf([pool.id]);
    return mapPool(pool, held.get(pool.id));
  }

  /**
   * Finds a pool, for other modules.
   * @throws PoolNotFoundError also if the principal may not see the pool
   */
  async find(idOrName: string, principal: Principal): Promise<Pool> {
    const pool = await this.pools.findByIdOrName(idOrName);
    if (!pool || !maySeePool(principal, pool.id)) throw new PoolNotFoundError();
    return pool;
  }
}

/** Returns the fields that a client gave; omitted fields are absent or undefined. */
const given = (policy: PoolPolicyDto = {}): Partial<Pool> =>
  Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
