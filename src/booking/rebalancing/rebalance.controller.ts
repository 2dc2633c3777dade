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
   * Rebalances a pool. Moves bookings off unusable virtual numbers and off overloaded ones. With
   * `?dryRun=true` it only returns the plan.
   * @operationId rebalancePool
   * @answers 200 The outcome, or the plan of a dry run.
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
