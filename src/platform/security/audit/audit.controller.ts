import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { RequiredScope } from '../auth/required-scope.js';
import { ApiKeyGuard } from '../auth/api-key.guard.js';
import { ListAuditEventsQuery } from './audit.dto.js';
import { AuditEventService } from './audit-event.service.js';

@Controller('v1/audit-events')
@UseGuards(ApiKeyGuard)
export class AuditController {
  constructor(private readonly events: AuditEventService) {}

  /**
   * Lists audit events, newest first.
   * @operationId listAuditEvents
   * @answers 200 A page of events.
   */
  @Get()
  @RequiredScope('audit:read', { isForAllPools: true, isWide: true })
  list(@Query() query: ListAuditEventsQuery) {
    return this.events.list(query);
  }
}
