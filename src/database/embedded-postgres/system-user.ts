import { EmbeddedPostgresUnavailableError, codeOf } from './errors.js';
import { run } from './run.js';

/** The user that the server runs as when we are root. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

// PostgreSQL refuses to run as root. `nobody` exists on every Unix.
const CANDIDATES = ['postgres', 'nobody'];

export function weAreRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * An unprivileged user of this system; none is created.
 *
 * @throws EmbeddedPostgresUnavailableError if there is none
 */
export async function unprivilegedUser(): Promise<SystemUser> {
  for (const name of CANDIDATES) {
    const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
    if (uid !== undefined && gid !== undefined && uid > 0) return { name, uid, gid };
  }
  throw new EmbeddedPostgresUnavailableError(
    'PostgreSQL refuses to run as root, and this system has neither a user postgres nor a ' +
      'user nobody; start Maskline as an ordinary user.',
  );
}

async function idOf(option: string, name: string): Promise<number | undefined> {
  try {
    const id = Number.parseInt(await run('id', [option, name]), 10);
    return Number.isNaN(id) ? undefined : id;
  } catch {
    return undefined;
  }
}

/** Whether that user can enter the directory; asked of the system itself, so ACLs count. */
export async function canEnter(user: SystemUser, directory: string): Promise<boolean> {
  try {
    await run('test', ['-x', directory], user);
    return true;
  } catch (error) {
    // A string is an error of the spawn, of which only the exit status says "no".
    if (codeOf(error) !== undefined) {
      throw new EmbeddedPostgresUnavailableError(
        `this process is root but cannot run programs as the user ${user.name} ` +
          `(${codeOf(error)}); start Maskline as an ordinary user.`,
        { cause: error },
      );
    }
    return false;
  }
}
