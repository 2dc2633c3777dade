import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The client's dependencies, and theirs: an installation needs no registry. */
export const CLIENT_DEPENDENCIES = [
  'openapi-fetch',
  'openapi-typescript-helpers',
  'standardwebhooks',
  '@stablelib/base64',
  'fast-sha256',
];

/**
 * Packs the client and installs it in an empty folder, without the registry.
 * @returns the folder
 */
export async function installedClient(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const packages = CLIENT_DEPENDENCIES.map((name) => `./node_modules/${name}`);
  // Their scripts would build them again.
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, ...packages]);
  const options = ['pack', './clients/typescript', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', options);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  const archives = await Promise.all(
    CLIENT_DEPENDENCIES.map(async (name) => {
      const manifest = await readFile(`node_modules/${name}/package.json`, 'utf8');
      const { version } = JSON.parse(manifest) as { version: string };
      return [name, `file:${name.replace('@', '').replace('/', '-')}-${version}.tgz`] as const;
    }),
  );
  const dependencies = { '@maskline/client': `file:${filename}`, ...Object.fromEntries(archives) };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund'], { cwd: folder });
  // The types of Node, as in any project with TypeScript.
  await mkdir(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types']) {
    await cp(`node_modules/${name}`, join(folder, 'node_modules', name), { recursive: true });
  }
  return folder;
}
