import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/index.js';
import { AddressGuard } from './address-guard.js';
import { DeliveryLimits } from './delivery-limits.js';
import { DeliveryRepository } from './delivery.repository.js';
import { EventController } from './event.controller.js';
import { EventDeliveryService } from './event-delivery.service.js';
import { EventDeliveryTask } from './event-delivery.task.js';
import { EventRepository } from './event.repository.js';
import { EventService } from './event.service.js';
import { EventTracesService } from './event-traces.service.js';
import { EventWriter } from './event-writer.js';
import { HostResolver } from './host-resolver.js';
import { OutboxEvent } from './outbox-event.entity.js';
import { UndeliveredAge } from './undelivered-age.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpointController } from './webhook-endpoint.controller.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEndpointRepository } from './webhook-endpoint.repository.js';
import { WebhookEndpointService } from './webhook-endpoint.service.js';
import { WebhookSender } from './webhook-sender.js';

@Module({
  imports: [TypeOrmModule.forFeature([OutboxEvent, WebhookDelivery, WebhookEndpoint])],
  controllers: [EventController, WebhookEndpointController],
  providers: [
    DeliveryLimits,
    DeliveryRepository,
    EventDeliveryService,
    EventDeliveryTask,
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
