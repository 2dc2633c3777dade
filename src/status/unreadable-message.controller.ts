import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { PageQuery } from '../common/index.js';
import { ApiKeyGuard } from '../security/index.js';
import { UnreadableMessageService } from './unreadable-message.service.js';

@Controller('v1/unreadable-messages')
@UseGuards(ApiKeyGuard)
export class UnreadableMessageController {
  constructor(private readonly messages: UnreadableMessageService) {}

  @Get()
  list(@Query() page: PageQuery) {
    return this.messages.list(page);
  }
}
