// Copies what the built application reads beside its code: node scripts/copy-assets.mjs <directory>
import { copyFileSync, mkdirSync } from 'node:fs';

const [target] = process.argv.slice(2);
mkdirSync(`${target}/openapi`, { recursive: true });
copyFileSync('src/openapi/openapi.json', `${target}/openapi/openapi.json`);
