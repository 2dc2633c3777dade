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
import { ApiKeyGuard } from '../security/index.js';
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
  create(@Body() pool: CreatePoolDto) {
    return this.pools.create(pool);
  }

  @Get()
  list(@Query() page: PageQuery) {
    return this.pools.list(page);
  }

  @Get(':pool')
  get(@Param('pool') pool: string) {
    return this.pools.get(pool);
  }

  @Patch(':pool')
  update(@Param('pool') pool: string, @Body() { policy }: UpdatePoolDto) {
    return this.pools.updatePolicy(pool, policy);
  }

  @Post(':pool/sync')
  @HttpCode(HttpStatus.OK)
  sync(@Param('pool') pool: string) {
    return this.poolSync.sync(pool);
  }

  @Post(':pool/numbers')
  async addNumbers(@Param('pool') pool: string, @Body() { numbers }: AddVirtualNumbersDto) {
    return { items: await this.numbers.add(pool, numbers), nextCursor: null };
  }
}
