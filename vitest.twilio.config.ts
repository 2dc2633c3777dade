import { mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

/** The published `twilio` package against the real service: `npm run test:twilio`. */
const twilio = mergeConfig(config, {});
twilio.test!.include = ['test/twilio/**/*.sdk.ts'];
export default twilio;
