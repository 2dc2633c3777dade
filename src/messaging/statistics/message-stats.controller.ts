import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { MessageStatsQuery } from './message-stats.dto.js';
import { MessageStatsService } from './message-stats.service.js';

@Controller('v1/stats')
@UseGuards(ApiKeyGuard)
export class MessageStatsController {
  constructor(private readonly stats: MessageStatsService) {}

  /**
   * Sums up texts and what 8x8 charges for them. Grouped by day, month, pool, virtual number or
   * outcome. Texts that retention has deleted are not included.
   * @operationId getMessageStats
   * @answers 200 The sums, ordered by their keys.
   * @throws PoolNotFoundError
   */
  @Get('messages')
  @RequiredScope('messages:read', { isWide: true })
  messages(@Query() query: MessageStatsQuery, @CurrentPrincipal() principal: Principal) {
    return this.stats.stats(query, principal);
  }
}
