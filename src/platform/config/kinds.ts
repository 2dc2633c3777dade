import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Kind } from './setting.js';

export const text = (values: string, isAllowed: (text: string) => boolean): Kind<string> => ({
  values,
  parse: (given) => (isAllowed(given) ? given : undefined),
});

/** Text without validation. */
export const anyText = (values: string): Kind<string> => text(values, () => true);

export const integer = (min: number, max: number, unit?: string): Kind<number> => ({
  values: `a whole number ${unit ? `of ${unit} ` : ''}from ${min} to ${max}`,
  parse: (given) =>
    /^\d+$/.test(given) && Number(given) >= min && Number(given) <= max ? Number(given) : undefined,
});

export const share: Kind<number> = {
  values: 'a decimal from 0 to 1, such as 0.5',
  parse: (given) =>
    /^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(given) ? Number(given) : undefined,
};

export const oneOf = <Choice extends string>(...choices: readonly Choice[]): Kind<Choice> => ({
  values: `one of ${choices.join(', ')}`,
  parse: (given) => choices.find((choice) => choice === given),
});

/** True for the first word. */
export const flag = (on: string, off: string): Kind<boolean> => ({
  values: `one of ${on}, ${off}`,
  parse: (given) => (given === on || given === off ? given === on : undefined),
});

/** @param presets lists of addresses by name */
export const addresses = (presets: Readonly<Record<string, string[]>> = {}): Kind<string[]> => ({
  values: `${['IP addresses or CIDR blocks', ...Object.keys(presets)].join(', or ')}, separated by commas`,
  parse: (given) => {
    const all = splitList(given).flatMap((part) => presets[part] ?? [part]);
    return all.every(isAddressOrBlock) ? all : undefined;
  },
});

export const adminApiKey = text('a key of 20 characters or more', ({ length }) => length >= 20);

export const carrierWebhookSecrets: Kind<string[]> = {
  values: 'one or two secrets of 16 characters or more',
  parse: (given) => {
    const all = splitList(given);
    const isRight = [1, 2].includes(all.length) && all.every((secret) => secret.length >= 16);
    return isRight ? all : undefined;
  },
};

/** Digits of E.164 without `+`. */
export const withheldCallers: Kind<string[]> = {
  values: 'numbers of 7 to 15 digits without +, separated by commas, or none',
  parse: (given) => {
    const all = given === 'none' ? [] : given.split(',').map((part) => part.trim());
    return all.every((digits) => /^[1-9]\d{6,14}$/.test(digits)) ? all : undefined;
  },
};

/** An absolute path. */
export const directory: Kind<string> = { values: 'a path', parse: (given) => resolve(given) };

/** A header name in lower case. */
export const headerName: Kind<string> = {
  values: 'a header name',
  parse: (given) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.exec(given.toLowerCase())?.[0],
};

/** A text that is valid in a header. */
export const token = text('one word in ASCII', (given) => /^[\x21-\x7e]+$/.test(given));

export const isUrl = (given: string, protocol: RegExp): boolean =>
  URL.canParse(given) && protocol.test(new URL(given).protocol);

export const httpUrl = text('an http(s) URL', (given) => isUrl(given, /^https?:$/));

/** A URL without a trailing slash. */
export const plainUrl: Kind<string> = {
  values: 'an http(s) URL without user, query and fragment',
  parse: (given) => {
    if (!isUrl(given, /^https?:$/)) return undefined;
    const { username, password, search, hash } = new URL(given);
    return username || password || search || hash ? undefined : given.replace(/\/+$/, '');
  },
};

const splitList = (given: string): string[] =>
  given
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function isAddressOrBlock(given: string): boolean {
  const [address = '', prefix, ...rest] = given.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
  );
}
