import type {
  MediaType,
  OpenApiDocument,
  Operation,
  Reference,
  Response,
  Schema,
} from './document.js';
import { escape, json, page, prose } from './html.js';

/** The document for people: a page without scripts. */
export function documentPage(document: OpenApiDocument): string {
  const { info, tags, components } = document;
  const schemas = Object.entries(components.schemas);
  return page(
    `${info.title} API`,
    [
      `<h1>${escape(info.title)} API ${escape(info.version)}</h1>`,
      prose(info.description),
      '<p><a href="/openapi.json">openapi.json</a> · <a href="/docs/errors">errors</a></p>',
      ...tags.map(({ name, description }) => group(document, name, description)),
      '<h2>Schemas</h2>',
      ...schemas.map(([name, schema]) => schemaDetails(name, schema)),
    ].join('\n'),
  );
}

/** What each error code means; the `type` of a problem leads to its line. */
export const errorPage = (document: OpenApiDocument): string =>
  page(
    `${document.info.title} errors`,
    [
      `<h1>Errors</h1>`,
      '<p><a href="/docs">API</a></p>',
      '<table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>What to do</th></tr>',
      ...Object.entries(document['x-errors']).map(
        ([code, { status, meaning, remedy }]) =>
          `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${prose(meaning)}</td><td>${prose(remedy)}</td></tr>`,
      ),
      '</table>',
    ].join('\n'),
  );

function group(document: OpenApiDocument, tag: string, description: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => operationDetails(document, method, path, operation)),
  );
  return `<h2>${escape(tag)}</h2>${prose(description)}${operations.join('\n')}`;
}

function operationDetails(
  document: OpenApiDocument,
  method: string,
  path: string,
  operation: Operation,
): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: place, required, description: text, schema }) =>
      `<tr><td><code>${name}</code></td><td>${place}${required ? ', required' : ''}</td><td>${typeText(schema)}</td><td>${prose(text)}</td></tr>`,
  );
  return [
    `<details id="${operationId}"><summary><span class="method">${method.toUpperCase()}</span> `,
    `<code>${escape(path)}</code> ${escape(summary)}</summary>`,
    prose(description),
    rows.length > 0 ? `<h4>Parameters</h4><table>${rows.join('')}</table>` : '',
    requestBody
      ? `<h4>Body</h4>${prose(requestBody.description)}${contentText(requestBody.content)}`
      : '',
    '<h4>Answers</h4>',
    ...Object.entries(responses).map(([status, response]) =>
      responseText(status, resolved(document, response)),
    ),
    '</details>',
  ].join('\n');
}

const resolved = (document: OpenApiDocument, response: Response | Reference): Response =>
  '$ref' in response ? document.components.responses[response.$ref.split('/').at(-1)!]! : response;

const responseText = (status: string, { description, content = {} }: Response): string =>
  `<h5>${status}</h5>${prose(description)}${contentText(content)}`;

const contentText = (content: Record<string, MediaType>): string =>
  Object.entries(content)
    .map(([type, { schema, examples = {} }]) =>
      [
        `<p>${escape(type)}: ${typeText(schema)}</p>`,
        ...Object.values(examples).map(({ value }) => json(value)),
      ].join(''),
    )
    .join('');

function schemaDetails(name: string, schema: Schema): string {
  const { description, properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).map(
    ([property, of]) =>
      `<tr><td><code>${property}</code>${required.includes(property) ? '' : ' (optional)'}</td><td>${typeText(of)}</td><td>${prose(of.description)}</td></tr>`,
  );
  return `<details id="schema-${name}"><summary><code>${name}</code></summary>${prose(description)}<table>${rows.join('')}</table></details>`;
}

/** `string | null`, with references as links. */
function typeText(schema: Schema): string {
  const { $ref, anyOf, oneOf, enum: values, const: value, type = 'any', format, items } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1)!;
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const parts = anyOf ?? oneOf;
  if (parts) return parts.map(typeText).join(' | ');
  if (value !== undefined) return `<code>${escape(JSON.stringify(value))}</code>`;
  if (values)
    return values.map((each) => `<code>${escape(JSON.stringify(each))}</code>`).join(' | ');
  const types = [type].flat().map((each) => (each === 'array' ? arrayText(items) : each));
  return `${types.join(' | ')}${format === undefined ? '' : ` (${format})`}`;
}

const arrayText = (items: Schema | undefined): string =>
  `array of ${items ? typeText(items) : 'any'}`;
