import { defineConfig } from 'vite';

/**
 * Builds two scripts: one with the overview, all that pages share and the styles, and one with the other
 * pages. A first visit is two requests, the page and the first script. Requests of visitors share the
 * process with calls, and each costs more than its bytes.
 */
export default defineConfig({
  // The page is served at `console`, behind any path prefix, so its addresses are relative.
  base: './',
  build: {
    assetsDir: 'console/assets',
    // A data URL would need an exception in the policy of the page.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Kilobytes before compression; test/console/files.e2e.ts limits what is sent.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // Libraries mark modules for frameworks that render on a server; this one does not.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  // The service replaces it in each response.
  html: { cspNonce: '__NONCE__' },
});
