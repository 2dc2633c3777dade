import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { PageQuery } from '../common/index.js';
import { type Access, ApiKeyGuard, RequestAccess, RequiredScope } from '../security/index.js';
import { CreatePoolDto, UpdatePoolDto } from './pool.dto.js';
import { PoolSyncService } from './pool-sync.service.js';
import { PoolService } from './pool.service.js';
import { AddVirtualNumbersDto } from './virtual-number.dto.js';
import { VirtualNumberService } from './virtual-number.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class PoolController {
  constructor(
    private readonly pools: PoolService,
    private readonly numbers: VirtualNumberService,
    private readonly poolSync: PoolSyncService,
  ) {}

  @Post()
  @RequiredScope('pools:write', { action: 'pool.create', isForAllPools: true })
  create(@Body() pool: CreatePoolDto) {
    return this.pools.create(pool);
  }

  @Get()
  @RequiredScope('pools:read')
  list(@Query() page: PageQuery, @RequestAccess() access: Access) {
    return this.pools.list(page, access);
  }

  @Get(':pool')
  @RequiredScope('pools:read')
  get(@Param('pool') pool: string, @RequestAccess() access: Access) {
    return this.pools.get(pool, access);
  }

  @Patch(':pool')
  @RequiredScope('pools:write', { action: 'pool.update' })
  update(
    @Param('pool') pool: string,
    @Body() { policy }: UpdatePoolDto,
    @RequestAccess() access: Access,
  ) {
    return this.pools.updatePolicy(pool, policy, access);
  }

  @Post(':pool/sync')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('pools:write', { action: 'pool.sync' })
  sync(@Param('pool') pool: string, @RequestAccess() access: Access) {
    return this.poolSync.sync(pool, access);
  }

  @Post(':pool/numbers')
  @RequiredScope('pools:write', { action: 'pool.add-numbers' })
  async addNumbers(
    @Param('pool') pool: string,
    @Body() { numbers }: AddVirtualNumbersDto,
    @RequestAccess() access: Access,
  ) {
    return { items: await this.numbers.add(pool, numbers, access), nextCursor: null };
  }
}
