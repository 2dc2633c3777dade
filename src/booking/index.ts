export { phonePlace, pinPlace, routePlace } from './places.js';
export { PIN_DIGITS, pinIndexOf } from './pins.js';
export { PartyPin } from './party-pin.entity.js';
export { BookingModule } from './booking.module.js';
export { BookingService } from './booking.service.js';
export { Booking } from './booking.entity.js';
export { PartyAlternate } from './party-alternate.entity.js';
export { Party } from './party.entity.js';
export { Route } from './route.entity.js';
