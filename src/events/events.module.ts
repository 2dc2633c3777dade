import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { provideRetention } from '../platform/database/index.js';
import { Settings } from '../platform/config/index.js';
import { AddressGuard } from './subscriptions/address-guard.js';
import { DeliveryFormats } from './delivery/delivery-format.js';
import { DeliveryLimits } from './delivery/delivery-limits.js';
import { DeliveryRepository } from './delivery/delivery.repository.js';
import { EventController } from './outbox/event.controller.js';
import { EventDeliveryService } from './delivery/event-delivery.service.js';
import { EventRepository } from './outbox/event.repository.js';
import { EventService } from './outbox/event.service.js';
import { EventErasureService } from './outbox/event-erasure.service.js';
import { EventWriter } from './outbox/event-writer.js';
import { HostResolver } from './subscriptions/host-resolver.js';
import { OutboxEvent } from './outbox/outbox-event.entity.js';
import { UndeliveredAge } from './delivery/undelivered-age.js';
import { EventDelivery } from './delivery/event-delivery.entity.js';
import { EventSubscriptionController } from './subscriptions/event-subscription.controller.js';
import { EventSubscription } from './subscriptions/event-subscription.entity.js';
import { EventSubscriptionRepository } from './subscriptions/event-subscription.repository.js';
import { EventSubscriptionService } from './subscriptions/event-subscription.service.js';
import { EventSender } from './delivery/event-sender.js';
import { OLD_EVENTS } from './outbox/retention.sql.js';
import { TargetAddresses } from './subscriptions/target-addresses.js';
import { UrlCheck } from './subscriptions/url-check.js';

@Module({
  imports: [TypeOrmModule.forFeature([OutboxEvent, EventDelivery, EventSubscription])],
  controllers: [EventController, EventSubscriptionController],
  providers: [
    provideRetention(OLD_EVENTS),
    DeliveryFormats,
    DeliveryLimits,
    DeliveryRepository,
    EventDeliveryService,
    EventRepository,
    EventService,
    EventErasureService,
    EventWriter,
    HostResolver,
    UndeliveredAge,
    EventSender,
    EventSubscriptionRepository,
    EventSubscriptionService,
    TargetAddresses,
    UrlCheck,
    {
      provide: AddressGuard,
      inject: [Settings],
      useFactory: (settings: Settings) =>
        new AddressGuard(settings.eventSubscriptionAllowedNetworks),
    },
  ],
  exports: [
    DeliveryFormats,
    EventSubscriptionService,
    EventDeliveryService,
    EventService,
    EventErasureService,
    EventWriter,
    TargetAddresses,
    UndeliveredAge,
    UrlCheck,
  ],
})
export class EventsModule {}
