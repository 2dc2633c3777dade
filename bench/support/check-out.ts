import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let running: ChildProcess | undefined;
let interruption: NodeJS.Signals | undefined;
// The folder is removed in any case; what runs stops by itself what it has started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption = signal;
    running?.kill('SIGTERM');
  });
}

/** Runs a command with our output. @throws Error if it fails, or after Ctrl-C or SIGTERM */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  if (interruption) throw new Error(`interrupted by ${interruption}`);
  running = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  const [code] = (await once(running, 'exit')) as [number | null];
  running = undefined;
  if (code !== 0) throw new Error(`${command} ${args[0]} failed`);
}

/**
 * Checks a commit out into a temporary folder, builds it there, and removes it afterwards. It uses our
 * `node_modules` if the commit has the same lock file.
 */
export async function checkOut(
  commit: string,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'maskline-commit-'));
  const folder = join(temporary, 'maskline');
  try {
    await run('git', ['worktree', 'add', '--quiet', '--detach', folder, `${commit}^{commit}`]);
    const lock = (of: string) => readFileSync(join(of, 'package-lock.json'), 'utf8');
    if (lock(folder) === lock(ROOT)) {
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    } else {
      await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
    }
    // Older commits have no such script.
    if (existsSync(join(folder, 'tools/build.mjs'))) {
      await run(process.execPath, ['tools/build.mjs', 'dist'], { cwd: folder });
    } else {
      await run('npm', ['run', '--silent', 'build'], { cwd: folder });
    }
    await use(folder);
  } finally {
    interruption = undefined;
    await run('git', ['worktree', 'remove', '--force', folder]).catch(() => undefined);
    rmSync(temporary, { recursive: true, force: true });
  }
}
