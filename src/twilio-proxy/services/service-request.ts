import type { UrlCheck } from '../../events/index.js';
import type { FormReader } from '../http/form.js';
import { invalidParameter } from '../http/twilio-error.js';
import { GEO_MATCH_LEVELS, type GeoMatchLevel } from './twilio-service.entity.js';

const BEHAVIORS = ['prefer-sticky', 'avoid-sticky'] as const;

/** Longest UniqueName. Source: Twilio, "Service resource". */
export const MAX_NAME_LENGTH = 191;
/** Seconds; a booking lasts a year at most. */
export const MAX_TTL = 365 * 24 * 60 * 60;

/** The given parameters of a service; absent ones are undefined. */
export interface ServiceChange {
  uniqueName: string | undefined;
  defaultTtl: number | undefined;
  callbackUrl: string | null | undefined;
  interceptCallbackUrl: string | null | undefined;
  outOfSessionCallbackUrl: string | null | undefined;
  geoMatchLevel: GeoMatchLevel | undefined;
  avoidLastNumber: boolean | undefined;
  chatInstanceSid: string | null | undefined;
}

/** @throws TwilioProxyError */
export function readServiceChange(form: FormReader, urls: UrlCheck): ServiceChange {
  const urlOf = (name: string): string | null | undefined => {
    const url = form.text(name, 2_000);
    if (url && urls.check(url).fault !== undefined) {
      throw invalidParameter(name, 'a URL that Maskline may send requests to');
    }
    return url;
  };
  const behavior = form.choice('NumberSelectionBehavior', BEHAVIORS);
  return {
    uniqueName: form.text('UniqueName', MAX_NAME_LENGTH) ?? undefined,
    defaultTtl: form.integer('DefaultTtl', MAX_TTL) ?? undefined,
    callbackUrl: urlOf('CallbackUrl'),
    interceptCallbackUrl: urlOf('InterceptCallbackUrl'),
    outOfSessionCallbackUrl: urlOf('OutOfSessionCallbackUrl'),
    geoMatchLevel: form.choice('GeoMatchLevel', GEO_MATCH_LEVELS),
    avoidLastNumber: behavior && behavior === 'avoid-sticky',
    chatInstanceSid: form.text('ChatInstanceSid', 34),
  };
}
