import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { RecentCallsQuery } from './recent-calls.dto.js';
import { RecentCallsService } from './recent-calls.service.js';
import { WorstNumbersQuery } from './worst-numbers.dto.js';
import { WorstNumbersService } from './worst-numbers.service.js';

@Controller('v1/stats')
@UseGuards(ApiKeyGuard)
export class RecentCallsController {
  constructor(
    private readonly calls: RecentCallsService,
    private readonly numbers: WorstNumbersService,
  ) {}

  /**
   * Counts the calls of the last minutes. Includes calls in progress, which statistics by the hour
   * show later.
   * @operationId getRecentCalls
   * @answers 200 The calls by minute, and the refused ones by reason.
   * @throws PoolNotFoundError
   */
  @Get('calls/recent')
  @RequiredScope('calls:read', { isWide: true })
  recent(@Query() query: RecentCallsQuery, @CurrentPrincipal() principal: Principal) {
    return this.calls.recent(query, principal);
  }

  /**
   * Lists the virtual numbers with the lowest answer rates of the last 24 hours. Looks at the newest
   * 100,000 calls.
   * @operationId getWorstNumbers
   * @answers 200 The numbers, lowest answer rate first.
   * @throws PoolNotFoundError
   */
  @Get('calls/worst-numbers')
  @RequiredScope('calls:read', { isWide: true })
  worst(@Query() query: WorstNumbersQuery, @CurrentPrincipal() principal: Principal) {
    return this.numbers.worst(query, principal);
  }
}
