import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ServedDocument } from '../platform/rest/index.js';

/** The same folder, whether this file runs from `dist/` or from `src/`. */
const FOLDER = new URL('../../dist/console-app/', import.meta.url);

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The name of a file contains a hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The built files of the console. They are read once, so that serving them only writes bytes. */
@Injectable()
export class ConsoleFiles {
  /** The page, with a mark in place of its nonce; undefined if the console has not been built. */
  readonly page: string | undefined;
  private readonly assets = new Map<string, ServedDocument>();

  constructor() {
    const page = new URL('index.html', FOLDER);
    if (!existsSync(page)) return;
    this.page = readFileSync(page, 'utf8');
    const folder = new URL('console/assets/', FOLDER);
    for (const name of readdirSync(folder)) {
      const type = MEDIA_TYPES[extname(name)];
      if (type === undefined) continue;
      const headers = { 'content-type': type, 'cache-control': FOR_EVER };
      this.assets.set(name, new ServedDocument(readFileSync(new URL(name, folder)), headers));
    }
  }

  asset(name: string): ServedDocument | undefined {
    return this.assets.get(name);
  }
}
