import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** MiB on disk. docs/deploy.md names it. */
const LIMIT = 110;
const BLOCK = 4_096;

interface LockedPackage {
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

/** Returns the bytes on disk below a folder, without the packages inside it. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return sum + Math.ceil(lstatSync(path).size / BLOCK) * BLOCK;
    return entry.name === 'node_modules' ? sum : sum + BLOCK + bytesOf(path);
  }, 0);
}

describe('the packages of an installation for production', () => {
  it(`take at most ${LIMIT} MiB, without the embedded PostgreSQL`, () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, LockedPackage>;
    };
    const folders = Object.entries(lock.packages)
      .filter(
        ([folder, { dev, optional, devOptional }]) =>
          folder !== '' && !dev && !optional && !devOptional,
      )
      .map(([folder]) => folder);
    expect(folders.filter((folder) => !existsSync(folder))).toEqual([]);
    expect(folders.length).toBeGreaterThan(50);
    const sizes = folders.map((folder) => ({ folder, MiB: bytesOf(folder) / 2 ** 20 }));
    const sum = sizes.reduce((total, { MiB }) => total + MiB, 0);
    const largest = sizes.toSorted((a, b) => b.MiB - a.MiB).slice(0, 5);
    expect(sum, JSON.stringify(largest)).toBeLessThanOrEqual(LIMIT);
    // It measures what is there.
    expect(sum).toBeGreaterThan(LIMIT / 2);
  });
});
