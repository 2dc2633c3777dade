import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ORIGIN = 'http://site.invalid';

/**
 * Checks the built site: every link leads to a file of it, and to an anchor if it names one; no page loads anything
 * from another host.
 * @throws an error that lists what is wrong
 */
export function checkLinks(outDir: string, base: string): void {
  const files = new Set(readdirSync(outDir, { recursive: true }).map((file) => `/${String(file)}`));
  // The reference is an application, which makes its anchors itself.
  const pages = [...files].filter(
    (file) => file.endsWith('.html') && !file.startsWith('/api-reference/'),
  );
  const texts = new Map(pages.map((page) => [page, readFileSync(join(outDir, page), 'utf8')]));
  const anchors = new Map(
    [...texts].map(([page, text]) => [page, new Set(valuesOf(text, /\sid="([^"]+)"/g))]),
  );
  const faults = [...texts].flatMap(([page, text]) => [
    ...valuesOf(text, /\shref="([^"]+)"/g)
      .filter((href) => {
        const { origin, pathname, hash } = new URL(href, `${ORIGIN}${base}${page.slice(1)}`);
        if (origin !== ORIGIN) return false;
        if (!pathname.startsWith(base)) return true;
        const file = `/${decodeURI(pathname).slice(base.length)}`.replace(/\/$/, '/index.html');
        const anchor = decodeURIComponent(hash.slice(1));
        if (!files.has(file)) return true;
        return anchor !== '' && anchors.get(file)?.has(anchor) === false;
      })
      .map((href) => `${page} links to ${href}`),
    ...valuesOf(text, /<(?:script|link|img)\b[^>]*\s(?:src|href)="(https?:[^"]+)"/g).map(
      (url) => `${page} loads ${url}`,
    ),
    ...valuesOf(text, /(@import[^;]*;)/g).map((rule) => `${page} has ${rule}`),
  ]);
  if (pages.length === 0) faults.push('there are no pages');
  if (faults.length > 0)
    throw new Error(`The site has faults:\n${[...new Set(faults)].join('\n')}`);
}

const valuesOf = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, value]) => value!.replaceAll('&amp;', '&'));
