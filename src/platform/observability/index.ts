export {
  callAnswerSeconds,
  callDecisions,
  carrierWebhooksRefused,
  clockOffsetSeconds,
  heldSyncs,
  httpRequestsShed,
  jobItemsSetAside,
  jobSetAside,
  messagesTaken,
  metrics,
  oldestUndeliveredEventSeconds,
  poolsWithHeldSync,
  unreadableMessages,
  unreadableNumbers,
  webhookDeliveries,
} from './metrics.js';
export { OperatorLogger } from './operator-logger.js';
