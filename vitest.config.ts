import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['{src,tools}/**/*.spec.ts', 'test/faults/**/*.spec.ts', 'test/**/*.e2e.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/setup-file.ts'],
    // A worker reads the modules once for all of its files: no module keeps what a test changes.
    isolate: false,
    // One more than there are cores: tests often wait, for a time-out, PostgreSQL or another process.
    // At most 8: their applications share the connections of one PostgreSQL.
    maxWorkers: Math.min(availableParallelism() + 1, 8),
    // For what hangs, and not for what is slow: a busy machine fails no test.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
