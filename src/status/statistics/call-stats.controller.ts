import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { CallStatsQuery } from './call-stats.dto.js';
import { CallStatsService } from './call-stats.service.js';

@Controller('v1/stats')
@UseGuards(ApiKeyGuard)
export class CallStatsController {
  constructor(private readonly stats: CallStatsService) {}

  /**
   * Sums up calls. Covers full hours, grouped by day, hour, pool, virtual number or outcome.
   * @operationId getCallStats
   * @answers 200 A page of the sums, ordered by their keys.
   * @throws PoolNotFoundError
   */
  @Get('calls')
  @RequiredScope('calls:read', { isWide: true })
  calls(@Query() query: CallStatsQuery, @CurrentPrincipal() principal: Principal) {
    return this.stats.stats(query, principal);
  }
}
