import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { type Access, ApiKeyGuard, RequestAccess, RequiredScope } from '../security/index.js';
import { CapacityQuery, LoadService } from './load.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class LoadController {
  constructor(private readonly loads: LoadService) {}

  @Get(':pool/load')
  @RequiredScope('pools:read')
  load(@Param('pool') pool: string, @RequestAccess() access: Access) {
    return this.loads.load(pool, access);
  }

  @Get(':pool/capacity')
  @RequiredScope('pools:read')
  capacity(
    @Param('pool') pool: string,
    @Query() plan: CapacityQuery,
    @RequestAccess() access: Access,
  ) {
    return this.loads.capacity(pool, plan, access);
  }
}
