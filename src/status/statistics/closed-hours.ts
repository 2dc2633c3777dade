/** Hours after which all calls of an hour have ended and been reported. */
export const CLOSED_AFTER_HOURS = 25;
