import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { type Setting, SETTINGS, settingsOf } from '../../src/platform/config/index.js';

const TABLE = 'src/platform/config/settings-table.ts';
const MAX_CELL = 100;

/** Returns the documents that list all settings, by path. */
export function settingsDocuments(): Record<string, string> {
  const comments = commentsOf(resolve(TABLE));
  const groups = Object.entries(SETTINGS).map(([title, table]): Group => {
    const settings = settingsOf(table).map((setting) => {
      const about = comments.get(setting.name);
      if (!about) throw new Error(`${TABLE} has no comment on ${setting.name}`);
      const isRequired = setting.generate !== undefined || setting.required === 'in production';
      return { ...setting, about, isRequired };
    });
    return [title, settings];
  });
  return { '.env.example': exampleOf(groups), 'docs/settings.md': pageOf(groups) };
}

type Described = Setting & { about: string; isRequired: boolean };
type Group = [title: string, settings: Described[]];

/** Returns the comments of properties whose value is a call with the name of a variable. */
function commentsOf(file: string): Map<string, string> {
  const comments = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isCallExpression(node.initializer)) {
      const [name] = node.initializer.arguments;
      const comment = ts.getJSDocCommentsAndTags(node).at(-1)?.comment;
      const text = ts.getTextOfJSDocComment(comment)?.replaceAll(/\s+/g, ' ');
      if (name && ts.isStringLiteral(name) && text) comments.set(name.text, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return comments;
}

const exampleOf = (groups: Group[]): string => `# Written by \`npm run generate\`.
# Settings of Maskline, as docs/settings.md lists them. Maskline reads the environment, not this file:
# \`node --env-file=.env dist/main.js\` reads a copy of it. Fill in the lines that do not begin with #;
# the others show the defaults in production.

# Only for docker-compose.yml, which runs a PostgreSQL of its own and ignores DATABASE_URL. In single
# quotes it may hold any other character.
POSTGRES_PASSWORD=
${groups.map(([title, settings]) => `\n### ${title} ###\n${settings.map(lineOf).join('')}`).join('')}
### Traces ###

# Where traces go. OpenTelemetry's other variables are read too: see docs/observability.md. Unset: nowhere.
# OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
`;

function lineOf({ name, kind, about, isRequired, example, ...setting }: Described): string {
  const comment = `${about} Value: ${kind.values}.`.replaceAll(/(.{1,98})(?: |$)/g, '# $1\n');
  const line = `${name}=${example ?? setting.defaultInProduction ?? setting.default ?? ''}`;
  return `\n${comment}${isRequired || example !== undefined ? '' : '# '}${line}\n`;
}

const pageOf = (groups: Group[]): string => `<!-- Written by npm run generate. -->

# Settings

Settings are environment variables; \`.env.example\` is a template. An empty variable counts as unset.
Settings are checked at start: one error names every missing or invalid variable, but never a value.

With \`NODE_ENV=production\`, a missing required setting prevents the start. Otherwise Maskline generates
missing secrets and stores them in \`DATA_DIR\` (mode 0600), so that a first try needs no settings.
${groups.map(sectionOf).join('')}
## Traces

Traces are sent if \`OTEL_EXPORTER_OTLP_ENDPOINT\` is set. OpenTelemetry's packages read it and their other variables
themselves: see [traces](observability.md#traces).
`;

const sectionOf = ([title, settings]: Group): string => `
## ${title}

| setting | what it does | value | default |
| --- | --- | --- | --- |
${settings.map(rowOf).join('\n')}

${settings.map(remarkOf).join('')}`;

const firstSentence = /^.*?\.(?= )/;

function rowOf({ name, kind, about, ...setting }: Described): string {
  const summary = about.length > MAX_CELL ? firstSentence.exec(about)![0] : about;
  const cells = [summary, kind.values.replaceAll('<', '\\<'), defaultOf(setting)];
  const long = cells.find(({ length }) => length > MAX_CELL);
  if (long) throw new Error(`${name}: shorten its first sentence or its values: ${long}`);
  return `| ${[`\`${name}\``, ...cells].join(' | ')} |`;
}

/** Returns the sentences that do not fit into a cell. */
const remarkOf = ({ name, about }: Described): string =>
  about.length > MAX_CELL
    ? `- \`${name}\`:${about.replace(firstSentence, '').replaceAll(/docs\/([\w-]+)\.md/g, '[$1]($1.md)')}\n`
    : '';

function defaultOf(setting: Omit<Described, 'name' | 'kind' | 'about'>): string {
  const { isRequired, required, default: usual, defaultInProduction } = setting;
  if (isRequired) return 'required in production';
  if (required) return `required ${required}`;
  if (usual === undefined) return 'unset';
  const inProduction =
    defaultInProduction === undefined ? '' : `; \`${defaultInProduction}\` in production`;
  return usual === '' ? 'empty' : `\`${usual}\`${inProduction}`;
}
