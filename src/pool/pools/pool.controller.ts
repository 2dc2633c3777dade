import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { LocatedAt, type Page, PageQuery } from '../../platform/rest/index.js';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CreatePoolDto, SyncPoolDto, UpdatePoolDto } from './pool.dto.js';
import { PoolSyncService } from '../sync/pool-sync.service.js';
import type { VirtualNumberResponse } from './pool.mapper.js';
import { PoolService } from './pool.service.js';
import { AddVirtualNumbersDto } from '../numbers/virtual-number.dto.js';
import { VirtualNumberService } from '../numbers/virtual-number.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class PoolController {
  constructor(
    private readonly pools: PoolService,
    private readonly numbers: VirtualNumberService,
    private readonly poolSync: PoolSyncService,
  ) {}

  /**
   * Creates a pool.
   * @answers 201 The new pool.
   * @throws PoolNameTakenError, UnknownVoiceError, UnknownTimeZoneError, UnannouncedRecordingError,
   *   ValidationFailedError
   */
  @Post()
  @RequiredScope('pools:write', { action: 'pool.create', isForAllPools: true })
  @LocatedAt('/v1/pools/{name}')
  create(@Body() pool: CreatePoolDto) {
    return this.pools.create(pool);
  }

  /**
   * Lists pools. Newest first.
   * @answers 200 A page of pools.
   */
  @Get()
  @RequiredScope('pools:read', { isWide: true })
  list(@Query() page: PageQuery, @CurrentPrincipal() principal: Principal) {
    return this.pools.list(page, principal);
  }

  /**
   * Shows a pool.
   * @answers 200 The pool.
   * @throws PoolNotFoundError
   */
  @Get(':pool')
  @RequiredScope('pools:read')
  get(@Param('pool') pool: string, @CurrentPrincipal() principal: Principal) {
    return this.pools.get(pool, principal);
  }

  /**
   * Changes the policy of a pool. Only the given fields change; `messages`, `languages`,
   * `messageKeywords` and `messageReplies` are replaced as a whole.
   * @answers 200 The updated pool.
   * @throws PoolNotFoundError, UnknownVoiceError, UnknownTimeZoneError, UnannouncedRecordingError,
   *   ValidationFailedError
   */
  @Patch(':pool')
  @RequiredScope('pools:write', { action: 'pool.update' })
  update(
    @Param('pool') pool: string,
    @Body() change: UpdatePoolDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.pools.update(pool, change, principal);
  }

  /**
   * Syncs the numbers of the pool's sub-account with 8x8. New numbers are added to this pool. A
   * list that would retire most numbers of a pool is held until you confirm it: with
   * `confirmHeldSync`, its missing numbers are retired and no request is sent to 8x8.
   * @operationId syncPool
   * @answers 200 How many numbers were updated, added and retired.
   * @throws PoolNotFoundError, HeldSyncChangedError, EightXEightError
   */
  @Post(':pool/sync')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('pools:write', { action: 'pool.sync', isWide: true })
  sync(
    @Param('pool') pool: string,
    @Body() { confirmHeldSync }: SyncPoolDto,
    @CurrentPrincipal() principal: Principal,
  ) {
    return confirmHeldSync === undefined
      ? this.poolSync.sync(pool, principal)
      : this.poolSync.confirm(pool, confirmHeldSync, principal);
  }

  /**
   * Dismisses the held sync of a pool, if there is one. No number is retired; a later list may be held
   * again.
   * @operationId dismissHeldSync
   * @answers 204 The pool has no held sync.
   * @throws PoolNotFoundError
   */
  @Delete(':pool/held-sync')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('pools:write', { action: 'pool.dismiss-held-sync' })
  dismissHeldSync(
    @Param('pool') pool: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    return this.poolSync.dismiss(pool, principal);
  }

  /**
   * Adds virtual numbers to a pool. Adds all or none. Numbers that it already contains are left
   * unchanged. The phone of a party to a live booking cannot be added.
   * @operationId addVirtualNumbers
   * @answers 201 The given numbers in their current state; there is no next page.
   * @throws PoolNotFoundError, InvalidPhoneNumberError, VirtualNumberTakenError,
   *   VirtualNumberInUseError, NumbersContendedError, NumberKeysOutdatedError
   */
  @Post(':pool/numbers')
  @RequiredScope('pools:write', { action: 'pool.add-numbers', isWide: true })
  async addNumbers(
    @Param('pool') pool: string,
    @Body() { numbers }: AddVirtualNumbersDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<VirtualNumberResponse>> {
    return { items: await this.numbers.add(pool, numbers, principal), nextCursor: null };
  }
}
