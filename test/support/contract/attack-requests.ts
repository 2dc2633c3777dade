import { pathOf } from '../api-keys.js';
import { type Operation, withValues } from './operations.js';

export interface AttackRequest {
  method: string;
  path: string;
  body?: object;
}

/** Objects that exist, for requests to refer to. */
export interface Target {
  /** Path parameters, in the form that `pathOf` takes. */
  ids: Readonly<Record<string, string>>;
  /**
   * Returns replacements for values of an example. It is called for each request, because some must be
   * unique.
   */
  valuesFor(operation: Operation): Readonly<Record<string, string>>;
}

/**
 * Returns a copy of the message for each of its values, and for a metadata key, replaced by the text.
 */
export function withText(message: unknown, text: string): unknown[] {
  if (typeof message !== 'object' || message === null) return [text];
  return Object.entries(message).flatMap(([key, value]) => {
    const renamed = key === 'metadata' ? [{ ...message, [key]: { [text]: 1 } }] : [];
    const changed = withText(value, text).map((other) =>
      Array.isArray(message)
        ? message.map((item: unknown, at) => (String(at) === key ? other : item))
        : { ...message, [key]: other },
    );
    return [...renamed, ...changed];
  });
}

/**
 * Returns the document's examples. They must succeed, or the attacks would be refused for other
 * reasons.
 */
export const honestRequests = (operation: Operation, target: Target): AttackRequest[] =>
  operation.bodies.map((body) => ({
    method: operation.method,
    path: pathOf(operation.url, target.ids),
    body: withValues(body, target.valuesFor(operation)),
  }));

/** Returns one request for each place that takes text in the path, query and bodies of an operation. */
export function requestsWith(text: string, operation: Operation, target: Target): AttackRequest[] {
  const { method, url, queryFields, query, bodies } = operation;
  const encoded = encodeURIComponent(text);
  const path = pathOf(url, target.ids);
  const paths = [...url.matchAll(/\/([^/]+\/:\w+)/g)].map(([, place]) =>
    pathOf(url, { ...target.ids, [place!]: encoded }),
  );
  const queries = queryFields.flatMap((field) =>
    (field === 'cursor' ? [text, ...cursorsWith(text)] : [text]).map((value) => {
      const parameters = new URLSearchParams(query);
      parameters.set(field, value);
      return `${path}?${parameters.toString()}`;
    }),
  );
  const changed = bodies.flatMap((body) => [
    ...withText(body, text),
    ...('cursor' in body ? cursorsWith(text).map((cursor) => ({ ...body, cursor })) : []),
  ]);
  const [body] = bodies;
  return [
    ...paths.map((one) => ({ method, path: one, ...(body && { body }) })),
    ...queries.map((one) => ({ method, path: one })),
    ...changed.map((one) => ({
      method,
      path,
      body: withValues(one as object, target.valuesFor(operation)),
    })),
  ];
}

/** Returns cursors in the formats of lists: an id, a time and an id, or a kind before those. */
const cursorsWith = (text: string): string[] =>
  ['', '2026-01-01 00:00:00+00|', 'booking|', 'call|2026-01-01 00:00:00+00|'].map((before) =>
    Buffer.from(`${before}${text}`).toString('base64url'),
  );
