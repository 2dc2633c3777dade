import { pathOf } from '../api-keys.js';
import { type Operation, withValues } from './operations.js';

export interface AttackRequest {
  method: string;
  path: string;
  body?: object;
}

/** What there is to ask for. */
export interface Target {
  /** Of paths, as `pathOf` takes them. */
  ids: Readonly<Record<string, string>>;
  /** For the values of an example; called for each request, since some must not come twice. */
  valuesFor(operation: Operation): Readonly<Record<string, string>>;
}

/** A message once for each value in it, and each name of its metadata, which is the text there. */
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

/** The examples of the document as they are: what must be taken, for an attack to reach what it is for. */
export const honestRequests = (operation: Operation, target: Target): AttackRequest[] =>
  operation.bodies.map((body) => ({
    method: operation.method,
    path: pathOf(operation.url, target.ids),
    body: withValues(body, target.valuesFor(operation)),
  }));

/** One request for each place of an operation that takes a text: in its path, query and bodies. */
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

/** As lists write them: a position is an id, a time and an id, or a kind before those. */
const cursorsWith = (text: string): string[] =>
  ['', '2026-01-01 00:00:00+00|', 'booking|', 'call|2026-01-01 00:00:00+00|'].map((before) =>
    Buffer.from(`${before}${text}`).toString('base64url'),
  );
