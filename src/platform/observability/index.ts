export {
  callHandleDuration,
  callDecisions,
  carrierWebhooksRefused,
  clockOffsetSeconds,
  decisionHookDuration,
  decisionHookQuestions,
  heldSyncs,
  httpRequestsShed,
  jobItemsSetAside,
  jobSetAside,
  carrierMessages,
  smsReceipts,
  textAttempts,
  textDecisions,
  oldestUndeliveredEventSeconds,
  poolsWithHeldSync,
  deadLetters,
  malformedNumbers,
  eventDeliveries,
} from './metrics.js';
export { httpRequestDuration, httpRequests } from './http-metrics.js';
export { MAX_POOL_LABELS, OTHER_POOLS } from './pool-labels.js';
export {
  assignmentRetries,
  poolActiveBookings,
  poolAssignments,
  poolCallDecisions,
  poolNumbers,
  poolPeakOverMean,
  poolRecentCalls,
  poolTextDecisions,
} from './pool-metrics.js';
export {
  buildInfo,
  databaseConnections,
  databaseConnectionsLimit,
  databaseConnectionWaiters,
  eventsWaiting,
  gaugeReads,
  jobDuration,
  jobLag,
  jobRuns,
  oldestWaitingTextSeconds,
  textsWaiting,
} from './process-metrics.js';
export { metrics, poolLabels } from './registry.js';
export * from './requests/index.js';
export * from './tracing/index.js';
export { OperatorLogger } from './operator-logger.js';
