import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  // The page is served at `docs`, behind any path prefix, so its addresses are relative.
  base: './',
  plugins: [scalar()],
  build: {
    assetsDir: 'docs/assets',
    // A data URL would need an exception in the policy of the page.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});

/** Provides the address of Scalar's script, which is a file of its own and not bundled again. */
function scalar(): Plugin {
  const id = 'virtual:scalar';
  return {
    name: 'scalar',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(resolved) {
      if (resolved !== `\0${id}`) return undefined;
      const file = this.emitFile({ type: 'asset', name: 'scalar.js', source: scalarScript() });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}

/** A library in the script tries whether it may create functions from text, which the page's policy forbids. */
const PROBE = 'new Function("")';

function scalarScript(): string {
  // The package does not export it.
  const file = '../node_modules/@scalar/fastify-api-reference/dist/js/standalone.js';
  const script = readFileSync(join(import.meta.dirname, file), 'utf8');
  const parts = script.split(PROBE);
  if (parts.length !== 2)
    throw new Error(`Scalar has ${parts.length - 1} times ${PROBE}, and not once`);
  // Null has no properties, so that this fails without a report in the browser's console.
  return parts.join('null.none');
}
