import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import {
  type Principal,
  ApiKeyGuard,
  CurrentPrincipal,
  RequiredScope,
} from '../../platform/security/index.js';
import { RecentMessagesQuery } from './recent-messages.dto.js';
import { RecentMessagesService } from './recent-messages.service.js';

@Controller('v1/stats')
@UseGuards(ApiKeyGuard)
export class RecentMessagesController {
  constructor(private readonly messages: RecentMessagesService) {}

  /**
   * Counts the texts of the last minutes.
   * @operationId getRecentMessages
   * @answers 200 The texts by minute, and the refused and failed ones by reason.
   * @throws PoolNotFoundError
   */
  @Get('messages/recent')
  @RequiredScope('messages:read', { isWide: true })
  recent(@Query() query: RecentMessagesQuery, @CurrentPrincipal() principal: Principal) {
    return this.messages.recent(query, principal);
  }
}
