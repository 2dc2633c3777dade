import { COMMON_PROBLEMS } from '../../src/platform/rest/index.js';
import type { CatalogueEntry } from '../../src/platform/openapi/index.js';
import { ERROR_TEXTS } from './error-texts.js';
import type { Failures } from './failures.js';

export type ErrorCatalogue = Record<string, CatalogueEntry>;

/**
 * Returns every code that a client can receive, ordered by status.
 * @throws Error unless each code has a text, and each text belongs to an existing code
 */
export function errorCatalogue(failures: Failures): ErrorCatalogue {
  const statuses = new Map<string, string>([
    ...Object.entries(COMMON_PROBLEMS).map(([code, { status }]): [string, string] => [
      code,
      code === 'request-refused' ? '4xx' : String(status),
    ]),
    ...failures.all().map(({ code, status }): [string, string] => [code, String(status)]),
  ]);
  const missing = [...statuses.keys()].filter((code) => !(code in ERROR_TEXTS));
  const extra = Object.keys(ERROR_TEXTS).filter((code) => !statuses.has(code));
  if (missing.length > 0) throw new Error(`error-texts.ts lacks ${missing.join(', ')}`);
  if (extra.length > 0) throw new Error(`no error has the code ${extra.join(', ')}`);
  const entries = Object.entries(ERROR_TEXTS).map(
    ([code, [meaning, remedy]]): [string, CatalogueEntry] => [
      code,
      { status: statuses.get(code)!, meaning, remedy },
    ],
  );
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => (a.status < b.status ? -1 : 1)));
}

/** Returns the catalogue as a page for readers of the repository. */
export const errorPage = (
  catalogue: ErrorCatalogue,
): string => `<!-- Written by npm run generate. -->

# Errors

Every response other than a 2xx is a problem document (\`application/problem+json\`, RFC 9457) with
\`type\`, \`title\`, \`status\`, \`detail\`, \`instance\` and \`code\`. Decide by \`code\`, which never changes;
\`detail\` is for people and may change. \`type\` links to the entry of the code on your server
(\`/docs/errors\`). Problems contain no value of the request, and repeat a field name only if it cannot be
a value. \`instance\` is the path, with \`…\` for each part that is neither a word nor an id, since
that part may be a phone number. \`requestId\` is the id of the request in Maskline's log, as in the
header \`X-Request-Id\`; a refusal under overload has it in the header only.

| status | code | meaning | what to do |
| --- | --- | --- | --- |
${Object.entries(catalogue)
  .map(
    ([code, { status, meaning, remedy }]) => `| ${status} | \`${code}\` | ${meaning} | ${remedy} |`,
  )
  .join('\n')}
`;
