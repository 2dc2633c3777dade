import type { Schema } from './type-schemas.js';

/** An operation, as far as samples need it. */
export interface Sampled {
  method: string;
  path: string;
  parameters: readonly Schema[];
  /** An example of the body. */
  body: unknown;
  isPage: boolean;
  /** The media type of its response; undefined if that has no body. */
  mediaType: string | undefined;
}

/**
 * Returns samples of an operation for the API reference, in curl and in TypeScript.
 * `test/api/code-samples.e2e.ts` runs each of them.
 */
export function codeSamples(operation: Sampled): Schema {
  return {
    'x-codeSamples': [
      { lang: 'shell', label: 'curl', source: curlSample(operation) },
      { lang: 'typescript', label: 'TypeScript', source: typeScriptSample(operation) },
    ],
  };
}

function curlSample({ method, path, parameters, body }: Sampled): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(exampleOf(parameters, name))),
  );
  const query = new URLSearchParams(valuesOf(parameters, 'query') as Record<string, string>);
  const url = query.size > 0 ? `${filled}?${query.toString()}` : filled;
  const isUsual = method === (body === undefined ? 'get' : 'post');
  const lines = [
    `curl ${isUsual ? '' : `-X ${method.toUpperCase()} `}"$URL${url}"`,
    `-H "Authorization: Bearer $KEY"`,
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d '${inQuotes(JSON.stringify(body, null, 2))}'`]),
  ];
  return lines.join(' \\\n  ');
}

const inQuotes = (text: string): string => text.replaceAll("'", String.raw`'\''`);

function typeScriptSample({ method, path, parameters, body, isPage, mediaType }: Sampled): string {
  const ofPath = valuesOf(parameters, 'path');
  const isList = isPage && mediaType === 'application/json';
  const ofQuery = { ...valuesOf(parameters, 'query'), ...(isList && { '...page': undefined }) };
  const params = {
    ...(Object.keys(ofPath).length > 0 && { path: ofPath }),
    ...(Object.keys(ofQuery).length > 0 && { query: ofQuery }),
  };
  const options = {
    ...(Object.keys(params).length > 0 && { params }),
    ...(body !== undefined && { body }),
    ...(mediaType === 'text/csv' && { parseAs: 'text' }),
  };
  const given = Object.keys(options).length > 0 ? `, ${literal(options)}` : '';
  const request = `maskline.${method.toUpperCase()}('${path}'${given})`;
  if (isList) {
    return `const items = itemsOf((page) =>\n${indented(request)},\n);\nfor await (const item of items) console.log(item);`;
  }
  if (mediaType === undefined) return `await answerOf(\n${indented(request)},\n);`;
  return `const answer = await answerOf(\n${indented(request)},\n);\nconsole.log(answer);`;
}

/** Returns example values of the required parameters of a kind. */
const valuesOf = (parameters: readonly Schema[], kind: string): Record<string, unknown> =>
  Object.fromEntries(
    parameters
      .filter(({ in: place, required }) => place === kind && required === true)
      .map(({ name, example }) => [name, example]),
  );

const exampleOf = (parameters: readonly Schema[], name: string): unknown =>
  parameters.find((parameter) => parameter['name'] === name)?.['example'];

/** Returns a value as a TypeScript literal. A name such as `...page` stands without a value. */
function literal(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => `${indented(literal(item))},`).join('\n')}\n]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, item]) =>
      item === undefined ? `${name},` : `${nameIn(name)}: ${literal(item)},`,
    );
    const short = `{ ${entries.join(' ').slice(0, -1)} }`;
    const isShort = short.length <= 60 && !short.includes('\n');
    if (entries.length === 0) return '{}';
    return isShort ? short : `{\n${entries.map(indented).join('\n')}\n}`;
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

const nameIn = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));

const quoted = (text: string): string =>
  text.includes("'")
    ? JSON.stringify(text)
    : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');
