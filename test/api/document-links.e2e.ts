import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf } from '../../site/links.js';
import { addressOf, isPage, sidebar } from '../../site/pages.js';
import { DOCUMENTS } from '../support/documents/documents.js';

/** Without code, in which nothing is a link or a heading. */
const proseOf = (document: string): string =>
  readFileSync(document, 'utf8')
    .replaceAll(/^( *)```[^]*?^\1```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));

/** Returns the anchors that GitHub gives to the headings of a document. */
function anchorsOf(document: string): Set<string> {
  const text = readFileSync(document, 'utf8').replaceAll(/^( *)```[^]*?^\1```$/gm, '');
  const seen = new Map<string, number>();
  return new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
      const words = heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
      const anchor = anchorOf(words);
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

function faultOf(document: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? document : posix.join(posix.dirname(document), path);
  if (!existsSync(file) || !statSync(file).isFile()) return `${link} leads to no file`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return anchorsOf(file).has(anchor) ? undefined : `${link} leads to no heading`;
}

// The beginning of the API reference is part of another page.
const PAGES = DOCUMENTS.filter((document) => !document.startsWith('tools/'));

describe('the documents', () => {
  it('link to files and headings that exist, as GitHub shows them', () => {
    const faults = PAGES.flatMap((document) =>
      [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link]) => decodeURI(link!))
        .filter((link) => !/^[a-z]+:/.test(link))
        .map((link) => faultOf(document, link))
        .filter((fault) => fault !== undefined)
        .map((fault) => `${document}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('are all pages of the site, and in its sidebar', () => {
    expect(PAGES.filter((document) => !isPage(document))).toEqual([]);
    const shown = sidebar().flatMap(({ items = [] }) =>
      items.flatMap((item) => [item, ...(item.items ?? [])].map(({ link }) => link)),
    );
    const unlisted = PAGES.filter((document) => !shown.includes(addressOf(document)));
    // Both are the beginning: the page that opens, and the table of contents itself.
    expect(unlisted).toEqual(['README.md', 'docs/index.md']);
    expect(new Set(shown).size).toBe(shown.length);
  });
});
