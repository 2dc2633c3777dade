import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CapacityQuery, LoadQuery } from './load.dto.js';
import { LoadService } from './load.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class LoadController {
  constructor(private readonly loads: LoadService) {}

  /**
   * Returns the load of a pool. It includes a page of its virtual numbers, those with the most active
   * bookings first. A number whose load changes between two pages can be missing or appear twice.
   * @operationId getPoolLoad
   * @answers 200 The load of the pool and of a page of its numbers.
   * @throws PoolNotFoundError
   */
  @Get(':pool/load')
  @RequiredScope('pools:read', { isWide: true })
  load(
    @Param('pool') pool: string,
    @Query() page: LoadQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return this.loads.load(pool, page, principal);
  }

  /**
   * Returns how many virtual numbers a pool needs. Omitted parameters are taken from the current
   * load of the pool. `otherModes` shows what the same load needs in the other `numberMode`.
   * @operationId getPoolCapacity
   * @answers 200 The current and the needed count of virtual numbers.
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
