import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ServedDocument } from './served-document.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The name of a file contains a hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The files of a page that Vite built. They are read once, so that serving them only writes bytes. */
export class ServedFiles {
  /** The HTML; undefined if the page has not been built. */
  readonly page: string | undefined;
  private readonly assets = new Map<string, ServedDocument>();

  /** @param assets the folder of scripts and styles, relative to that of the page */
  constructor(folder: URL, assets: string) {
    const page = new URL('index.html', folder);
    if (!existsSync(page)) return;
    this.page = readFileSync(page, 'utf8');
    const assetFolder = new URL(assets, folder);
    for (const name of readdirSync(assetFolder)) {
      const type = MEDIA_TYPES[extname(name)];
      if (type === undefined) continue;
      const headers = { 'content-type': type, 'cache-control': FOR_EVER };
      this.assets.set(name, new ServedDocument(readFileSync(new URL(name, assetFolder)), headers));
    }
  }

  asset(name: string): ServedDocument | undefined {
    return this.assets.get(name);
  }
}
