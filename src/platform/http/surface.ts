/** The parts of the HTTP interface that metrics count apart. */
export const SURFACES = [
  'voice-webhooks',
  'sms-webhooks',
  'admin',
  'twilio',
  'console',
  'other',
] as const;
export type Surface = (typeof SURFACES)[number];

/** Returns the surface of a path. Requests that the console makes to the admin API are under `/v1/` too. */
export function surfaceOf(url: string): Surface {
  if (url.startsWith('/webhooks/'))
    return isOf('/webhooks/8x8/sms', url) ? 'sms-webhooks' : 'voice-webhooks';
  if (url.startsWith('/v1/')) return 'admin';
  if (isOf('/twilio', url)) return 'twilio';
  return isOf('/console', url) ? 'console' : 'other';
}

/** Whether a path is that of the prefix, or below it. */
const isOf = (prefix: string, url: string): boolean =>
  url.startsWith(prefix) && (url.length === prefix.length || '/?'.includes(url[prefix.length]!));

/** Whether a request is a call handle, for which somebody is waiting on the line. */
export const isCallHandle = (url: string | undefined): boolean =>
  url?.startsWith('/webhooks/8x8/call-action') ?? false;
