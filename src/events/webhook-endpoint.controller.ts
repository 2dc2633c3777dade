import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { PageQuery } from '../common/index.js';
import { ApiKeyGuard, RequiredScope } from '../security/index.js';
import { CreateWebhookEndpointDto, UpdateWebhookEndpointDto } from './webhook-endpoint.dto.js';
import { WebhookEndpointService } from './webhook-endpoint.service.js';

@Controller('v1/webhook-endpoints')
@UseGuards(ApiKeyGuard)
export class WebhookEndpointController {
  constructor(private readonly endpoints: WebhookEndpointService) {}

  /** The only answer, with that of a rotation, that has the secret. */
  @Post()
  @RequiredScope('events:write', { action: 'webhook-endpoint.create', isForAllPools: true })
  create(@Body() endpoint: CreateWebhookEndpointDto) {
    return this.endpoints.create(endpoint);
  }

  @Get()
  @RequiredScope('events:read', { isForAllPools: true })
  list(@Query() page: PageQuery) {
    return this.endpoints.list(page);
  }

  @Get(':id')
  @RequiredScope('events:read', { isForAllPools: true })
  get(@Param('id') id: string) {
    return this.endpoints.get(id);
  }

  @Patch(':id')
  @RequiredScope('events:write', { action: 'webhook-endpoint.update', isForAllPools: true })
  update(@Param('id') id: string, @Body() change: UpdateWebhookEndpointDto) {
    return this.endpoints.update(id, change);
  }

  @Post(':id/rotate-secret')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('events:write', { action: 'webhook-endpoint.rotate-secret', isForAllPools: true })
  rotateSecret(@Param('id') id: string) {
    return this.endpoints.rotateSecret(id);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('events:write', { action: 'webhook-endpoint.delete', isForAllPools: true })
  delete(@Param('id') id: string) {
    return this.endpoints.delete(id);
  }
}
