import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './document.js';

const STYLE = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem }
code, pre { font: 13px/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem; background: #8881 }
table { border-collapse: collapse; width: 100% }
td { vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884 }
td p { margin: 0 }
:target { background: #fc03 }
`;

/** Allows only our own style: no scripts and no other hosts. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(STYLE)
  .digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text: string): string => text.replaceAll(/[&<>]/g, (c) => ESCAPES[c]!);
const code = (text: string): string => `<code>${escape(text)}</code>`;

/** Returns HTML for text with paragraphs and `code`. */
const prose = (text = ''): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${escape(part).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('');

const page = (title: string, ...parts: string[]): string =>
  `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style>
<h1>${title}</h1>
${parts.join('\n')}
`;

/** Returns the HTML page of all error codes; the `type` of a problem links to its row. */
export const errorPage = (document: OpenApiDocument): string =>
  page(
    'Maskline errors',
    '<p><a href="/docs">API</a></p><table>',
    ...Object.entries(document['x-errors']).map(
      ([error, { status, meaning, remedy }]) =>
        `<tr id="${error}"><td>${code(error)}<td>${status}<td>${prose(meaning)}<td>${prose(remedy)}`,
    ),
    '</table>',
  );

/** In place of the API reference, in an installation that has not been built. */
export const NOT_BUILT_PAGE = page(
  'Maskline API',
  '<p>This installation has no API reference: build it with <code>npm run build</code>, and start again.',
  '<p><a href="/openapi.json">openapi.json</a> · <a href="/docs/errors">errors</a></p>',
);
