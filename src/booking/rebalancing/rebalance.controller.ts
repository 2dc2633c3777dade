import { Controller, HttpCode, HttpStatus, Param, Post, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { RebalanceQuery } from './rebalance.dto.js';
import { RebalanceService } from './rebalance.service.js';

@Controller('v1/pools')
@UseGuards(ApiKeyGuard)
export class RebalanceController {
  constructor(private readonly rebalancing: RebalanceService) {}

  /**
   * Moves bookings off numbers that take no more, and off crowded ones. With `?dryRun=true` it
   * only shows what it would do.
   * @operationId rebalancePool
   * @answers 200 What was moved, or would be.
   * @throws PoolNotFoundError
   */
  @Post(':pool/rebalance')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('pools:write', { action: 'pool.rebalance', isWide: true })
  rebalance(
    @Param('pool') pool: string,
    @Query() { dryRun }: RebalanceQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    return dryRun === 'true'
      ? this.rebalancing.plan(pool, principal)
      : this.rebalancing.rebalance(pool, principal);
  }
}
