// Lints the OpenAPI document: npm run lint:openapi. The linter's network access and telemetry are disabled.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('redocly', ['lint', 'src/platform/openapi/openapi.json'], {
  stdio: 'inherit',
  shell: true,
  env: {
    ...process.env,
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    REDOCLY_SUPPRESS_NOTIFICATIONS: 'true',
  },
});
process.exit(status ?? 1);
