// Copies the assets that the built application reads: node tools/copy-assets.mjs <directory>
import { copyFileSync, mkdirSync } from 'node:fs';

const [target] = process.argv.slice(2);
mkdirSync(`${target}/platform/openapi`, { recursive: true });
copyFileSync('src/platform/openapi/openapi.json', `${target}/platform/openapi/openapi.json`);
