import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { Settings } from '../platform/config/index.js';
import { AddressGuard } from './subscriptions/address-guard.js';
import { DeliveryLimits } from './delivery/delivery-limits.js';
import { DeliveryRepository } from './delivery/delivery.repository.js';
import { EventController } from './outbox/event.controller.js';
import { EventDeliveryService } from './delivery/event-delivery.service.js';
import { EventRepository } from './outbox/event.repository.js';
import { EventService } from './outbox/event.service.js';
import { EventTracesService } from './outbox/event-traces.service.js';
import { EventWriter } from './outbox/event-writer.js';
import { HostResolver } from './subscriptions/host-resolver.js';
import { OutboxEvent } from './outbox/outbox-event.entity.js';
import { UndeliveredAge } from './delivery/undelivered-age.js';
import { WebhookDelivery } from './delivery/webhook-delivery.entity.js';
import { WebhookEndpointController } from './subscriptions/webhook-endpoint.controller.js';
import { WebhookEndpoint } from './subscriptions/webhook-endpoint.entity.js';
import { WebhookEndpointRepository } from './subscriptions/webhook-endpoint.repository.js';
import { WebhookEndpointService } from './subscriptions/webhook-endpoint.service.js';
import { WebhookSender } from './delivery/webhook-sender.js';
import { OLD_EVENTS } from './outbox/retention.sql.js';

@Module({
  imports: [TypeOrmModule.forFeature([OutboxEvent, WebhookDelivery, WebhookEndpoint])],
  controllers: [EventController, WebhookEndpointController],
  providers: [
    provideRetention(OLD_EVENTS),
    DeliveryLimits,
    DeliveryRepository,
    EventDeliveryService,
    EventRepository,
    EventService,
    EventTracesService,
    EventWriter,
    HostResolver,
    UndeliveredAge,
    WebhookEndpointRepository,
    WebhookEndpointService,
    {
      provide: AddressGuard,
      inject: [Settings],
      useFactory: (settings: Settings) => new AddressGuard(settings.webhookEndpointAllowedNetworks),
    },
    {
      provide: WebhookSender,
      inject: [AddressGuard, HostResolver],
      useFactory: (guard: AddressGuard, resolver: HostResolver) =>
        new WebhookSender(guard, resolver),
    },
  ],
  exports: [EventDeliveryService, EventService, EventTracesService, EventWriter, UndeliveredAge],
})
export class EventsModule {}
