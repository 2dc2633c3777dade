import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { DefaultTheme } from 'vitepress';

/** The folder that the sources are in. Paths below are relative to it. */
export const REPOSITORY = join(import.meta.dirname, '..');

const PAGES = [
  /^(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
  /^docs\/.+\.md$/,
  /^(clients\/\w+|examples|bench|test\/faults)\/README\.md$/,
];

/** Whether a file is a page of the site. */
export const isPage = (source: string): boolean =>
  PAGES.some((pages) => pages.test(source)) && existsSync(join(REPOSITORY, source));

const PLACES: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'docs/index.md': 'documentation.md',
  // `docs/security.md` is a page too.
  'SECURITY.md': 'vulnerabilities.md',
};

/** Returns the place of a page on the site: `docs/adr/README.md` is at `adr/`. */
export const placeOf = (source: string): string =>
  PLACES[source] ??
  (source.includes('/') ? source : source.toLowerCase())
    .replace(/^docs\//, '')
    .replace(/README\.md$/, 'index.md');

/** Returns the address of a page, from the root of the site. */
export const addressOf = (source: string): string =>
  `/${placeOf(source)}`.replace(/index\.md$/, '');

const INDEX = 'docs/index.md';
const DECISIONS = 'docs/adr/README.md';

interface Section {
  heading: string;
  links: { text: string; source: string }[];
}

/** Returns the headings of a document, each with the links to other documents that are below it. */
function sectionsOf(source: string): Section[] {
  const [, ...sections] = readFileSync(join(REPOSITORY, source), 'utf8').split(/^#+ /m);
  return sections.map((section) => ({
    heading: section.slice(0, section.indexOf('\n')),
    links: [...section.matchAll(/\[([^\]]+)\]\(([^)#\s]+\.md)\)/g)].map(([, text, link]) => ({
      text: text!,
      source: posix.join(posix.dirname(source), link!),
    })),
  }));
}

/** Returns the sidebar. Its order and its words are those of the table of contents, `docs/index.md`. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const [, ...sections] = sectionsOf(INDEX);
  return sections.map(({ heading, links }) => ({
    text: heading,
    items: links.map(({ text, source }) => ({
      text,
      link: addressOf(source),
      ...(source === DECISIONS && { collapsed: true, items: decisions() }),
    })),
  }));
}

const decisions = (): DefaultTheme.SidebarItem[] =>
  sectionsOf(DECISIONS).flatMap(({ links }) =>
    links.map(({ text, source }) => ({ text, link: addressOf(source) })),
  );
