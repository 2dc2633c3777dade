import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiKeyGuard, RequiredScope } from '../security/index.js';
import { ListEventsQuery, RedeliverDto } from './event.dto.js';
import { EventService } from './event.service.js';

@Controller('v1/events')
@UseGuards(ApiKeyGuard)
export class EventController {
  constructor(private readonly events: EventService) {}

  @Get()
  @RequiredScope('events:read', { isForAllPools: true })
  list(@Query() query: ListEventsQuery) {
    return this.events.list(query);
  }

  @Get(':id')
  @RequiredScope('events:read', { isForAllPools: true })
  get(@Param('id') id: string) {
    return this.events.get(id);
  }

  /** The body may be left out. */
  @Post(':id/redeliver')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequiredScope('events:write', { action: 'event.redeliver', isForAllPools: true })
  redeliver(@Param('id') id: string, @Body() request?: RedeliverDto) {
    return this.events.redeliver(id, request?.endpointId);
  }
}
