import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from '../security/index.js';
import { CallStatsQuery } from './call-stats.dto.js';
import { CallStatsService } from './call-stats.service.js';

@Controller('v1/stats')
@UseGuards(ApiKeyGuard)
export class CallStatsController {
  constructor(private readonly stats: CallStatsService) {}

  @Get('calls')
  calls(@Query() query: CallStatsQuery) {
    return this.stats.stats(query);
  }
}
