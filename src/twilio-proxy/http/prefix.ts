/** Twilio's SDK appends `/v1/…` to its base URL, which is this path of Maskline. */
export const TWILIO_PREFIX = '/twilio';

/** Whether a path, or the pattern of a route, belongs to Twilio Proxy's API. */
export const isTwilioRoute = (url: string | undefined): boolean =>
  url?.startsWith(`${TWILIO_PREFIX}/`) ?? false;
