export {
  callHandleDuration,
  callDecisions,
  carrierWebhooksRefused,
  clockOffsetSeconds,
  heldSyncs,
  httpRequestsShed,
  jobItemsSetAside,
  jobSetAside,
  carrierMessages,
  metrics,
  oldestUndeliveredEventSeconds,
  poolsWithHeldSync,
  deadLetters,
  malformedNumbers,
  eventDeliveries,
} from './metrics.js';
export { OperatorLogger } from './operator-logger.js';
