export { DeliveryLimits } from './delivery/delivery-limits.js';
export { type DeliveryTally, EventDeliveryService } from './delivery/event-delivery.service.js';
export { EventService } from './outbox/event.service.js';
export { erasedReference, EventErasureService } from './outbox/event-erasure.service.js';
export { emitEvents, HAS_SUBSCRIPTIONS, isoTime } from './outbox/event.sql.js';
export { EVENT_TYPES, type EventType } from './outbox/event-type.js';
export { EventWriter, type NewEvent } from './outbox/event-writer.js';
export { EventsModule } from './events.module.js';
export { HostResolver } from './subscriptions/host-resolver.js';
export { OutboxEvent } from './outbox/outbox-event.entity.js';
export { UndeliveredAge } from './delivery/undelivered-age.js';
export { EventDelivery } from './delivery/event-delivery.entity.js';
export {
  newSubscriptionSecret,
  signedHeaders,
  SUBSCRIPTION_SECRET,
} from './delivery/event-signature.js';
export { EventSubscription } from './subscriptions/event-subscription.entity.js';
export type { UrlFault } from './events.errors.js';
export { connectionErrorOf, pinnedTo, TargetAddresses } from './subscriptions/target-addresses.js';
export { UrlCheck } from './subscriptions/url-check.js';
export {
  type DeliveryFormat,
  DeliveryFormats,
  type DeliveryRequest,
  type EventToWrite,
} from './delivery/delivery-format.js';
export { EventSubscriptionService } from './subscriptions/event-subscription.service.js';
export { WAITING_DELIVERIES } from './delivery/waiting-deliveries.sql.js';
