// Copies what the built application reads beside its code: node scripts/copy-assets.mjs <directory>
import { copyFileSync } from 'node:fs';

const [target] = process.argv.slice(2);
copyFileSync('src/openapi/openapi.json', `${target}/openapi/openapi.json`);
