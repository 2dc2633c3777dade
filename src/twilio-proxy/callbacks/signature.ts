import { createHmac } from 'node:crypto';

/**
 * Returns the signature of a callback. Source: Twilio, "Webhooks security": HMAC-SHA-1 of the URL
 * and the sorted parameters, in base64.
 */
export function twilioSignature(
  authToken: string,
  url: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const sorted = Object.keys(parameters).toSorted();
  const text = sorted.reduce((before, name) => before + name + parameters[name], url);
  return createHmac('sha1', authToken).update(text).digest('base64');
}

/** Returns a callback as a form, with its headers. */
export function signedForm(
  authToken: string,
  url: string,
  parameters: Readonly<Record<string, string>>,
): { body: string; headers: Record<string, string> } {
  return {
    body: new URLSearchParams(parameters).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': twilioSignature(authToken, url, parameters),
      'user-agent': 'TwilioProxy/1.1 (Maskline)',
    },
  };
}
