import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { PageQuery } from '../platform/rest/index.js';
import { ApiKeyGuard, RequiredScope } from '../platform/security/index.js';
import { DeadLetterService } from './dead-letter.service.js';

@Controller('v1/dead-letters')
@UseGuards(ApiKeyGuard)
export class DeadLetterController {
  constructor(private readonly messages: DeadLetterService) {}

  /**
   * Lists dead letters. They are malformed messages of 8x8, newest first; anything that looks like
   * a number is masked.
   * @answers 200 A page of dead letters.
   */
  @Get()
  @RequiredScope('calls:read', { isForAllPools: true, isWide: true })
  list(@Query() page: PageQuery) {
    return this.messages.list(page);
  }
}
