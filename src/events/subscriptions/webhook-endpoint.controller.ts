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
import { LocatedAt, PageQuery } from '../../platform/rest/index.js';
import { ApiKeyGuard, RequiredScope } from '../../platform/security/index.js';
import { CreateWebhookEndpointDto, UpdateWebhookEndpointDto } from './webhook-endpoint.dto.js';
import { WebhookEndpointService } from './webhook-endpoint.service.js';

@Controller('v1/webhook-endpoints')
@UseGuards(ApiKeyGuard)
export class WebhookEndpointController {
  constructor(private readonly endpoints: WebhookEndpointService) {}

  /**
   * Creates a webhook endpoint. Only this answer, and that of a rotation, has the secret.
   * @answers 201 The new endpoint, with its secret.
   * @throws WebhookUrlRefusedError, UnknownPoolError, TooManyWebhookEndpointsError
   */
  @Post()
  @RequiredScope('events:write', { action: 'webhook-endpoint.create', isForAllPools: true })
  @LocatedAt('/v1/webhook-endpoints/{id}')
  create(@Body() endpoint: CreateWebhookEndpointDto) {
    return this.endpoints.create(endpoint);
  }

  /**
   * Lists webhook endpoints. Newest first.
   * @answers 200 A page of endpoints.
   */
  @Get()
  @RequiredScope('events:read', { isForAllPools: true, isWide: true })
  list(@Query() page: PageQuery) {
    return this.endpoints.list(page);
  }

  /**
   * Shows a webhook endpoint.
   * @answers 200 The endpoint.
   * @throws WebhookEndpointNotFoundError
   */
  @Get(':id')
  @RequiredScope('events:read', { isForAllPools: true })
  get(@Param('id') id: string) {
    return this.endpoints.get(id);
  }

  /**
   * Changes a webhook endpoint. Only what is given changes; null for `types` or `pools`: all.
   * @answers 200 The endpoint as it is now.
   * @throws WebhookEndpointNotFoundError, WebhookUrlRefusedError, UnknownPoolError
   */
  @Patch(':id')
  @RequiredScope('events:write', { action: 'webhook-endpoint.update', isForAllPools: true })
  update(@Param('id') id: string, @Body() change: UpdateWebhookEndpointDto) {
    return this.endpoints.update(id, change);
  }

  /**
   * Gives a webhook endpoint a new secret. The one of before is valid for 24 hours more.
   * @operationId rotateWebhookSecret
   * @answers 200 The endpoint, with its new secret.
   * @throws WebhookEndpointNotFoundError
   */
  @Post(':id/rotate-secret')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('events:write', { action: 'webhook-endpoint.rotate-secret', isForAllPools: true })
  rotateSecret(@Param('id') id: string) {
    return this.endpoints.rotateSecret(id);
  }

  /**
   * Deletes a webhook endpoint. What is on its way to it is not sent.
   * @answers 204 It is gone.
   * @throws WebhookEndpointNotFoundError
   */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('events:write', { action: 'webhook-endpoint.delete', isForAllPools: true })
  delete(@Param('id') id: string) {
    return this.endpoints.delete(id);
  }
}
