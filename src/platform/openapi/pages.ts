import { createHash } from 'node:crypto';
import type {
  Content,
  OpenApiDocument,
  Operation,
  Reference,
  Response,
  Schema,
} from './document.js';

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

const table = (rows: string[][]): string =>
  `<table>${rows.map((cells) => `<tr><td>${cells.join('</td><td>')}</td></tr>`).join('\n')}</table>`;

const details = (id: string, summary: string, ...parts: string[]): string =>
  `<details id="${id}"><summary>${summary}</summary>${parts.join('\n')}</details>`;

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

/** Returns the document as an HTML page without scripts. */
export function documentPage({ info, tags, paths, components }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const responseOf = (response: Response | Reference): Response =>
    '$ref' in response ? components.responses[nameOf(response.$ref)]! : response;
  const shown = (path: string, method: string, operation: Operation): string => {
    const {
      operationId,
      summary,
      description,
      parameters = [],
      requestBody,
      responses,
    } = operation;
    return details(
      operationId,
      `${method.toUpperCase()} ${code(path)} ${escape(summary)}`,
      prose(description),
      table(
        parameters.map(({ name, in: place, required, description: text, schema }) => [
          code(name),
          `${place}${required ? ', required' : ''}`,
          typeText(schema),
          prose(text),
        ]),
      ),
      requestBody ? `<p>Body</p>${contentText(requestBody.content)}` : '',
      ...Object.entries(responses).map(([status, response]) => {
        const { description: text, content } = responseOf(response);
        return `<p>${status}</p>${prose(text)}${contentText(content)}`;
      }),
    );
  };
  return page(
    `${info.title} API ${info.version}`,
    prose(info.description),
    '<p><a href="/openapi.json">openapi.json</a> · <a href="/docs/errors">errors</a></p>',
    ...tags.flatMap((tag) => [
      `<h2>${tag.name}</h2>${prose(tag.description)}`,
      ...operations
        .filter(({ operation }) => operation.tags.includes(tag.name))
        .map(({ path, method, operation }) => shown(path, method, operation)),
    ]),
    '<h2>Schemas</h2>',
    ...Object.entries(components.schemas).map(([name, schema]) => schemaText(name, schema)),
  );
}

const contentText = (content: Content = {}): string =>
  Object.entries(content)
    .map(([type, { schema, examples = {} }]) => {
      const values = Object.values(examples).map(({ value }) => JSON.stringify(value, null, 2));
      return `<p>${type}: ${typeText(schema)}</p>${values.map((text) => `<pre>${escape(text)}</pre>`).join('')}`;
    })
    .join('');

const schemaText = (name: string, { description, properties = {}, required = [] }: Schema) =>
  details(
    `schema-${name}`,
    code(name),
    prose(description),
    table(
      Object.entries(properties).map(([property, schema]) => [
        code(property) + (required.includes(property) ? '' : ' (optional)'),
        typeText(schema),
        prose(schema.description),
      ]),
    ),
  );

const nameOf = (reference: string): string => reference.split('/').at(-1)!;

/** Returns a type such as `string | null`, with references as links. */
function typeText({ $ref, anyOf, oneOf, enum: values, const: value, ...schema }: Schema): string {
  if ($ref !== undefined) return `<a href="#schema-${nameOf($ref)}">${nameOf($ref)}</a>`;
  const parts = anyOf ?? oneOf;
  if (parts) return parts.map(typeText).join(' | ');
  if (value !== undefined) return code(JSON.stringify(value));
  if (values) return values.map((each) => code(JSON.stringify(each))).join(' | ');
  const types = [schema.type ?? 'any'].flat().join(' | ');
  return schema.items ? `${types} of ${typeText(schema.items)}` : `${types} ${schema.format ?? ''}`;
}
