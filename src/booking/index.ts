export {
  BOOKING_CONTENT,
  PARTY_ALTERNATE,
  PARTY_NUMBER,
  PARTY_PIN,
  phoneColumn,
  REPORT_TEXT,
} from './model/encrypted-columns.js';
export { AbuseReport } from './abuse-reports/abuse-report.entity.js';
export { AbuseReportService } from './abuse-reports/abuse-report.service.js';
export { heldUntil, isNotHeld } from './abuse-reports/abuse-report.sql.js';
export { Block } from './blocks/block.entity.js';
export { BlockErasureService, type PhoneBlock } from './blocks/block-erasure.service.js';
export { isBlocked, isPartyBlocked } from './blocks/block-rule.sql.js';
export {
  contactRefusals,
  findContact,
  isChannelOff,
  isVirtualCaller,
} from './routes/contact-rule.sql.js';
export { PIN_DIGITS, pinIndexOf } from './routes/pins.js';
export { PartyPin } from './model/party-pin.entity.js';
export { type BookingUse, IdleEndService } from './expiry/idle-end.service.js';
export { movesWithUse } from './expiry/idle-end.sql.js';
export { isQuiet } from './model/quiet-hours.sql.js';
export { BookingModule } from './booking.module.js';
export { BookingService } from './reading/booking.service.js';
export { BookingErasureService, type PhoneBooking } from './erasure/booking-erasure.service.js';
export { ACTIVE_BOOKINGS } from './assignment/number-rule.sql.js';
export { OWN_NUMBER, STATUS } from './model/booking.sql.js';
export { LifecycleService } from './lifecycle/lifecycle.service.js';
export { PartyRemovalService } from './lifecycle/party-removal.service.js';
export { PartyReplacementService } from './lifecycle/party-replacement.service.js';
export { ReopeningService } from './lifecycle/reopening.service.js';
export { Booking } from './model/booking.entity.js';
export type { BookingStatus } from './model/booking-status.js';
export { IS_RECORDED } from './model/booking.sql.js';
export { PartyAlternate } from './model/party-alternate.entity.js';
export { Party } from './model/party.entity.js';
export { type DropTally, RetiredKeyRoutesService } from './expiry/retired-key-routes.service.js';
export { Route } from './routes/route.entity.js';
export { KeyBackfillService, type BackfillTally } from './key-backfill/key-backfill.service.js';
export {
  type OpenedRoute,
  RouteMismatchError,
  RouteOpener,
  type StoredRoute,
  WithheldCalleeError,
} from './routes/route-opener.js';
export {
  BookingNotCallableError,
  BookingNotFoundError,
  LastPartyError,
  PartyNotFoundError,
  PoolExhaustedError,
  ReferenceTakenError,
  TooManyCallsError,
  VirtualNumberUnavailableError,
} from './model/booking.errors.js';
export { POOL_GAUGES, type PoolGaugeRow } from './capacity/pool-gauges.sql.js';
