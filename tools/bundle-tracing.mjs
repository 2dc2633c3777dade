// Bundles the packages of OpenTelemetry into the file that loads them: node tools/bundle-tracing.mjs <directory>
// The packages take 28 MB, of which traces use 1 %. So they are no dependency of an installation, and nothing of
// them is loaded unless the environment asks for traces.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const [target] = process.argv.slice(2);
const folder = join(target, 'platform/observability/tracing');
const draft = join(folder, 'bundle');

await build({
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    ssr: join(folder, 'otel.js'),
    outDir: draft,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'otel.js',
        codeSplitting: false,
        banner:
          '// Contains OpenTelemetry JS, Copyright The OpenTelemetry Authors, Apache License 2.0.',
      },
    },
  },
});
renameSync(join(draft, 'otel.js'), join(folder, 'otel.js'));
rmSync(join(folder, 'otel.js.map'), { force: true });
rmSync(draft, { recursive: true });
