import { existsSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { addressOf, REPOSITORY } from './pages.js';

/** Where the site keeps the files of the repository to which its pages link. */
export const FILES = 'files/';

/** The file of the repository that is published at this place. Web servers know `.txt`, and not `.cfg`. */
export const publishedAt = (file: string): string =>
  /\.(json|png)$/.test(file) ? `${FILES}${file}` : `${FILES}${file}.txt`;

interface Env {
  /** The file that is rendered. */
  realPath?: string;
}

/**
 * Lets links work on the site as they do on GitHub: they name files of the repository.
 * @param isPage whether a file is a page of the site
 * @param publish is called for each linked file that is no page
 */
export function repositoryLinks(
  isPage: (source: string) => boolean,
  publish: (file: string) => void,
): (md: MarkdownRenderer) => void {
  const resolve = (source: string, href: string): string => {
    const [path = '', hash] = href.split('#');
    const file = posix.normalize(posix.join(posix.dirname(source), path));
    const suffix = hash === undefined ? '' : `#${hash}`;
    if (isPage(file)) return `${addressOf(file)}${suffix}`;
    const found = join(REPOSITORY, file);
    if (!existsSync(found) || !statSync(found).isFile()) {
      throw new Error(`${source} links to ${href}, which is no file`);
    }
    publish(file);
    return `/${publishedAt(file)}`;
  };
  return (md) => {
    md.core.ruler.push('repository-links', ({ tokens, env }) => {
      const { realPath } = env as Env;
      if (realPath === undefined) return;
      const source = relative(REPOSITORY, realPath);
      const links = tokens.flatMap(({ children }) => children ?? []);
      for (const link of links.filter(({ type }) => type === 'link_open')) {
        const href = link.attrGet('href')!;
        if (/^([a-z]+:|#|\/)/.test(href)) continue;
        link.attrSet('href', resolve(source, decodeURI(href)));
      }
    });
  };
}

/** Makes the anchor of a heading as GitHub does. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
