import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CapacityQuery } from './load.dto.js';
import { LoadService } from './load.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class LoadController {
  constructor(private readonly loads: LoadService) {}

  /**
   * Shows what each number of a pool carries.
   * @operationId getPoolLoad
   * @answers 200 The load of the pool and of each of its numbers.
   * @throws PoolNotFoundError
   */
  @Get(':pool/load')
  @RequiredScope('pools:read', { isWide: true })
  load(@Param('pool') pool: string, @CurrentPrincipal() principal: Principal) {
    return this.loads.load(pool, principal);
  }

  /**
   * Tells how many numbers a pool needs. What is left out is taken from what the pool sees now.
   * @operationId getPoolCapacity
   * @answers 200 How many there are, and how many would be needed.
   * @throws PoolNotFoundError
   */
  @Get(':pool/capacity')
  @RequiredScope('pools:read', { isWide: true })
  capacity(
    @Param('pool') pool: string,
    @Query() plan: CapacityQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.loads.capacity(pool, plan, principal);
  }
}
