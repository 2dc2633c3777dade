import { mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** Proxies, PgBouncer, backups and upgrades, with Debian's programs: `npm run test:operation`. */
const operation = mergeConfig(config, {});
operation.test!.include = ['test/operation/**/*.run.ts'];
export default operation;
