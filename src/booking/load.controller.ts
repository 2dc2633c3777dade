import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from '../security/index.js';
import { CapacityQuery, LoadService } from './load.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class LoadController {
  constructor(private readonly loads: LoadService) {}

  @Get(':pool/load')
  load(@Param('pool') pool: string) {
    return this.loads.load(pool);
  }

  @Get(':pool/capacity')
  capacity(@Param('pool') pool: string, @Query() plan: CapacityQuery) {
    return this.loads.capacity(pool, plan);
  }
}
