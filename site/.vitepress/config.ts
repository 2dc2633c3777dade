import { defineConfig, type SiteConfig } from 'vitepress';
import { checkLinks } from '../check-links.js';
import { diagrams } from '../diagrams.js';
import { anchorOf, repositoryLinks } from '../links.js';
import { isPage, placeOf, sidebar } from '../pages.js';
import { ICON, publishFiles, publishIcon, publishReference } from '../publish.js';

/** Files of the repository to which pages link. */
const files = new Set<string>();

/** The path of the site on its host, with a slash at both ends. */
const base = process.env['SITE_BASE'] ?? '/';

export default defineConfig({
  title: 'Maskline',
  description: 'Self-hosted phone-number masking on 8x8',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}${ICON}` }]],
  srcDir: '..',
  srcExclude: ['**/node_modules/**', 'dist*/**', 'tools/**', 'site/**'],
  outDir: '../dist-site',
  cacheDir: '../node_modules/.cache/vitepress',
  rewrites: placeOf,
  // A build fails on a dead link, which is the default. The check at its end also finds dead anchors.
  ignoreDeadLinks: false,
  markdown: {
    anchor: { slugify: anchorOf },
    config(md) {
      md.use(diagrams);
      md.use(repositoryLinks(isPage, (file) => files.add(file)));
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Quickstart', link: '/quickstart' },
      { text: 'API reference', link: '/api-reference/index.html', target: '_self' },
      { text: 'All documents', link: '/documentation' },
    ],
    sidebar: sidebar(),
  },
  async buildEnd({ outDir, site }: SiteConfig) {
    await publishFiles(files, outDir);
    await publishIcon(outDir);
    await publishReference(outDir);
    checkLinks(outDir, site.base);
  },
  vite: {
    publicDir: false,
    // Not the pages of the console and of the reference, which are in the same folder of sources.
    optimizeDeps: { entries: ['site/.vitepress/theme/index.ts'] },
    build: { chunkSizeWarningLimit: 2_000 },
  },
});
