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
import {
  CreateEventSubscriptionDto,
  UpdateEventSubscriptionDto,
} from './event-subscription.dto.js';
import { EventSubscriptionService } from './event-subscription.service.js';

@Controller('v1/event-subscriptions')
@UseGuards(ApiKeyGuard)
export class EventSubscriptionController {
  constructor(private readonly subscriptions: EventSubscriptionService) {}

  /**
   * Creates an event subscription. Only this response, and that of a secret rotation, contains the
   * secret.
   * @answers 201 The new event subscription with its secret.
   * @throws SubscriptionUrlRefusedError, UnknownPoolError, TooManyEventSubscriptionsError
   */
  @Post()
  @RequiredScope('events:write', { action: 'event-subscription.create', isForAllPools: true })
  @LocatedAt('/v1/event-subscriptions/{id}')
  create(@Body() subscription: CreateEventSubscriptionDto) {
    return this.subscriptions.create(subscription);
  }

  /**
   * Lists event subscriptions. Newest first.
   * @answers 200 A page of event subscriptions.
   */
  @Get()
  @RequiredScope('events:read', { isForAllPools: true, isWide: true })
  list(@Query() page: PageQuery) {
    return this.subscriptions.list(page);
  }

  /**
   * Shows an event subscription.
   * @answers 200 The event subscription.
   * @throws EventSubscriptionNotFoundError
   */
  @Get(':id')
  @RequiredScope('events:read', { isForAllPools: true })
  get(@Param('id') id: string) {
    return this.subscriptions.get(id);
  }

  /**
   * Updates an event subscription. Omitted properties do not change; null for `types` or `pools`
   * means all.
   * @answers 200 The updated event subscription.
   * @throws EventSubscriptionNotFoundError, SubscriptionUrlRefusedError, UnknownPoolError
   */
  @Patch(':id')
  @RequiredScope('events:write', { action: 'event-subscription.update', isForAllPools: true })
  update(@Param('id') id: string, @Body() change: UpdateEventSubscriptionDto) {
    return this.subscriptions.update(id, change);
  }

  /**
   * Rotates the secret of an event subscription. The previous secret stays valid for another 24
   * hours.
   * @operationId rotateSubscriptionSecret
   * @answers 200 The event subscription with its new secret.
   * @throws EventSubscriptionNotFoundError
   */
  @Post(':id/rotate-secret')
  @HttpCode(HttpStatus.OK)
  @RequiredScope('events:write', {
    action: 'event-subscription.rotate-secret',
    isForAllPools: true,
  })
  rotateSecret(@Param('id') id: string) {
    return this.subscriptions.rotateSecret(id);
  }

  /**
   * Deletes an event subscription. Its pending deliveries are not sent.
   * @answers 204 The event subscription was deleted.
   * @throws EventSubscriptionNotFoundError
   */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequiredScope('events:write', { action: 'event-subscription.delete', isForAllPools: true })
  delete(@Param('id') id: string) {
    return this.subscriptions.delete(id);
  }
}
