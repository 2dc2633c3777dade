import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { ValidationFailedError } from '../../platform/errors/index.js';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../platform/rest/index.js';
import { type Principal, maySeePool } from '../../platform/security/index.js';
import type { PoolPolicyDto } from './pool-policy.dto.js';
import type { CreatePoolDto, UpdatePoolDto } from './pool.dto.js';
import type { Pool } from './pool.entity.js';
import { PoolNotFoundError, UnannouncedRecordingError } from './pool.errors.js';
import { mapPool, type PoolResponse } from './pool.mapper.js';
import { DEFAULT_POLICY, type PoolPolicy } from './pool-policy.js';
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

  /**
   * @throws PoolNameTakenError, UnknownVoiceError, UnknownTimeZoneError, UnannouncedRecordingError,
   *   ValidationFailedError
   */
  async create({
    name,
    subAccountId,
    smsSubAccountId,
    policy,
  }: CreatePoolDto): Promise<PoolResponse> {
    await this.voices.assertKnown(policy, subAccountId);
    await this.timeZones.assertKnown('policy.quietHours', policy?.quietHours);
    const pool = {
      id: uuidv7(),
      name,
      subAccountId,
      smsSubAccountId: smsSubAccountId ?? null,
      decisionHook: null,
      ...DEFAULT_POLICY,
      ...given(policy),
    };
    assertTextsPossible(pool);
    if (isUnannounced(pool) && pool.callRecording) throw new UnannouncedRecordingError('pool');
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
   * Changes the given fields of the policy, and the sub-account of texts.
   * @throws PoolNotFoundError, UnknownVoiceError, UnknownTimeZoneError, UnannouncedRecordingError,
   *   ValidationFailedError
   */
  async update(
    idOrName: string,
    { policy, smsSubAccountId }: UpdatePoolDto,
    principal: Principal,
  ): Promise<PoolResponse> {
    const pool = await this.find(idOrName, principal);
    await this.voices.assertKnown(policy, pool.subAccountId);
    await this.timeZones.assertKnown('policy.quietHours', policy?.quietHours);
    const change = { ...given(policy), ...(smsSubAccountId !== undefined && { smsSubAccountId }) };
    assertTextsPossible({ ...pool, ...change });
    await this.assertAnnounced(pool.id, { ...pool, ...change });
    return this.toResponse(await this.pools.update(pool.id, change));
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

  /**
   * Asserts that neither new nor active bookings would be recorded without an announcement. A
   * booking that is written at this moment may escape; its calls are then not recorded.
   * @throws UnannouncedRecordingError
   */
  private async assertAnnounced(id: string, policy: PoolPolicy): Promise<void> {
    if (!isUnannounced(policy)) return;
    if (policy.callRecording) throw new UnannouncedRecordingError('pool');
    if (await this.pools.hasUnannouncedBooking(id)) {
      throw new UnannouncedRecordingError('live-bookings');
    }
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

/** Asserts that a pool with texts has a sub-account for them. @throws ValidationFailedError */
function assertTextsPossible({ channels, smsSubAccountId }: Pick<Pool, TextFields>): void {
  if (!channels.includes('sms') || smsSubAccountId !== null) return;
  const message = 'must be set, because the channels of the pool include sms';
  throw new ValidationFailedError([{ path: 'smsSubAccountId', message }]);
}

type TextFields = 'channels' | 'smsSubAccountId';

/** Whether the pool requires an announcement for recorded calls, and has none of its own. */
const isUnannounced = ({ recordingRequiresAnnouncement, messages }: PoolPolicy): boolean =>
  recordingRequiresAnnouncement && messages.announcement === undefined;

/** Returns the fields that a client gave; omitted fields are absent or undefined. */
const given = (policy: PoolPolicyDto = {}): Partial<Pool> =>
  Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
