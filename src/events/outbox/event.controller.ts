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
import { ApiKeyGuard, RequiredScope } from '../../platform/security/index.js';
import { ListEventsQuery, RedeliverDto } from './event.dto.js';
import { EventService } from './event.service.js';

@Controller('v1/events')
@UseGuards(ApiKeyGuard)
export class EventController {
  constructor(private readonly events: EventService) {}

  /**
   * Lists events. Newest first.
   * @answers 200 A page of events.
   * @throws UnknownPoolError
   */
  @Get()
  @RequiredScope('events:read', { isForAllPools: true, isWide: true })
  list(@Query() query: ListEventsQuery) {
    return this.events.list(query);
  }

  /**
   * Shows an event and its deliveries.
   * @answers 200 The event.
   * @throws EventNotFoundError
   */
  @Get(':id')
  @RequiredScope('events:read', { isForAllPools: true })
  get(@Param('id') id: string) {
    return this.events.get(id);
  }

  /**
   * Sends an event again. It goes to one event subscription, or, without a body, to all enabled
   * ones that subscribe to it or have received it.
   * @operationId redeliverEvent
   * @answers 202 The event with the deliveries that are due now.
   * @throws EventNotFoundError
   */
  @Post(':id/redeliver')
  @HttpCode(HttpStatus.ACCEPTED)
  @RequiredScope('events:write', { action: 'event.redeliver', isForAllPools: true })
  redeliver(@Param('id') id: string, @Body() request?: RedeliverDto) {
    return this.events.redeliver(id, request?.subscriptionId);
  }
}
