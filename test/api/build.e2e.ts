import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** A project of two files, built by the scripts of this repository. */
let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'maskline-build-'));
  await mkdir(join(project, 'src/platform/openapi'), { recursive: true });
  await symlink(join(process.cwd(), 'node_modules'), join(project, 'node_modules'));
  for (const file of ['tools', 'tsconfig.json', 'tsconfig.build.json', 'package.json']) {
    await cp(file, join(project, file), { recursive: true });
  }
  await write('package-lock.json', '{}');
  await write('src/platform/openapi/openapi.json', '{}');
  const tracing = 'src/platform/observability/tracing';
  await mkdir(join(project, tracing), { recursive: true });
  await write(`${tracing}/otel.ts`, `export const tracer = undefined;\n`);
  await write('src/main.ts', `console.log('started');\nexport {};\n`);
  await write('src/other.ts', `export const other = 1;\n`);
});
afterEach(() => rm(project, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFile(join(project, file), text);
/**
 * Runs the build script.
 * @returns its output
 */
async function build(...options: string[]): Promise<string> {
  const script = join(project, 'tools/build.mjs');
  return (await run(process.execPath, [script, ...options])).stderr;
}
/** Returns the identity of each built file: a replaced file breaks a running server. */
async function files(): Promise<Record<string, string>> {
  const names = await readdir(join(project, 'dist'), { recursive: true });
  const states = names.toSorted().map(async (name) => {
    const { ino, mtimeMs } = await stat(join(project, 'dist', name));
    return [name, `${ino} ${mtimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}
const text = (file: string) => readFile(join(project, 'dist', file), 'utf8');

describe('the build at the start of npm run demo, setup:8x8, simulator and test', () => {
  it('builds a fresh clone and leaves up-to-date files alone', async () => {
    expect(await build('--if-stale')).toContain('Building');
    const built = await files();
    expect(Object.keys(built)).toEqual(
      expect.arrayContaining(['main.js', 'other.js', join('platform', 'openapi', 'openapi.json')]),
    );
    expect(await build('--if-stale')).toBe('');
    expect(await files()).toEqual(built);
  });

  it('keeps unchanged files in place for a running server, and replaces only those that differ', async () => {
    await write('src/old.ts', `export {};\n`);
    await build();
    const before = await files();
    await rm(join(project, 'src/old.ts'));
    await write('src/main.ts', `console.log('changed');\nexport {};\n`);
    await build('--if-stale');
    expect(await text('main.js')).toContain('changed');
    const after = await files();
    expect(after['other.js']).toBe(before['other.js']);
    expect(after['main.js']).not.toBe(before['main.js']);
    expect(Object.keys(after)).not.toContain('old.js');
  });

  it('repairs files that are missing or were changed by something else', async () => {
    await build();
    const right = await text('main.js');
    await rm(join(project, 'dist/other.js'));
    await write('dist/main.js', 'of another compiler');
    await build('--if-stale');
    expect(await text('main.js')).toBe(right);
    expect(await text('other.js')).toContain('other = 1');
  });

  it('keeps the last good build if the sources do not compile', async () => {
    await build();
    const before = await files();
    await write('src/other.ts', `export const other: string = 1;\n`);
    await expect(build('--if-stale')).rejects.toThrow();
    expect(await files()).toEqual(before);
    expect((await readdir(project)).filter((name) => name.startsWith('.dist-'))).toEqual([]);
  });

  it('can be run by two scripts at once', async () => {
    await Promise.all([build('--if-stale'), build('--if-stale')]);
    expect(await build('--if-stale')).toBe('');
    // The slower one writes files again after the faster one has recorded them.
    await utimes(join(project, 'dist/main.js'), new Date(), new Date());
    expect(await build('--if-stale')).toBe('');
    const { stdout } = await run(process.execPath, [join(project, 'dist/main.js')]);
    expect(stdout).toBe('started\n');
  });

  it('does nothing if there are no sources, as in the container image', async () => {
    await rm(join(project, 'src'), { recursive: true });
    await mkdir(join(project, 'dist'));
    await write('dist/main.js', '');
    const before = await files();
    expect(await build('--if-stale')).toBe('');
    expect(await files()).toEqual(before);
  });
});
