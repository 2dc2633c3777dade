export {
  alternatePlace,
  contentPlace,
  partyPlace,
  phonePlace,
  pinPlace,
  routePlace,
} from './places.js';
export { PIN_DIGITS, pinIndexOf } from './pins.js';
export { PartyPin } from './party-pin.entity.js';
export { BookingModule } from './booking.module.js';
export { BookingService } from './booking.service.js';
export { BookingTracesService, type PhoneBooking } from './booking-traces.service.js';
export { Booking } from './booking.entity.js';
export { PartyAlternate } from './party-alternate.entity.js';
export { Party } from './party.entity.js';
export { type DropTally, RetiredRoutesService } from './retired-routes.service.js';
export { Route } from './route.entity.js';
export { RouteTwinsService, type TwinTally } from './route-twins.service.js';
export { type CallParties, CallPartiesService } from './call-parties.service.js';
