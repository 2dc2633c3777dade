import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publishedAt } from './links.js';
import { addressOf, REPOSITORY } from './pages.js';

/** Copies files of the repository to which pages link into the site. */
export async function publishFiles(files: Iterable<string>, outDir: string): Promise<void> {
  for (const file of files) {
    const place = join(outDir, publishedAt(file));
    await mkdir(dirname(place), { recursive: true });
    await cp(join(REPOSITORY, file), place);
  }
}

export const ICON = 'icon.svg';

/** Copies the icon, which is that of all pages. */
export const publishIcon = (outDir: string): Promise<void> =>
  cp(join(REPOSITORY, 'reference/icon.svg'), join(outDir, ICON));

/** Copies the API reference into the site. There it has no server to which it could send requests. */
export async function publishReference(outDir: string): Promise<void> {
  const folder = join(outDir, 'api-reference');
  await cp(join(REPOSITORY, 'dist/reference/docs'), join(folder, 'docs'), { recursive: true });
  const page = await readFile(join(REPOSITORY, 'dist/reference/index.html'), 'utf8');
  await writeFile(join(folder, 'index.html'), page.replace('<html', '<html data-static'));
  const path = join(REPOSITORY, 'src/platform/openapi/openapi.json');
  const document = await readFile(path, 'utf8');
  const errors = `..${addressOf('docs/errors.md').replace(/md$/, 'html')}`;
  await writeFile(
    join(folder, 'openapi.json'),
    document.replaceAll('](/docs/errors', `](${errors}`),
  );
}
