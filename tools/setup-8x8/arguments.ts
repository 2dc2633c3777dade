import { parseArgs } from 'node:util';

export const USAGE = `Registers the webhooks of Maskline with 8x8.

  npm run setup:8x8 -- --sub-account <id> [--sub-account <id> …] [--dry-run] [--force | --remove]

  --sub-account <id>  of 8x8; can be given more than once
  --dry-run           says what would be done, and changes nothing
  --force             registers also what looks right, as after a change of WEBHOOK_SECRETS
  --remove            removes the webhooks that point at PUBLIC_URL, and no others

Needs PUBLIC_URL, EIGHTXEIGHT_API_KEY and WEBHOOK_SECRETS.
Exits with 0 if all is as it should be, 1 if 8x8 refused or could not be reached, 2 if it was called
wrongly.`;

export interface SetupArguments {
  /** Without repetitions. */
  subAccountIds: string[];
  isDryRun: boolean;
  force: boolean;
  remove: boolean;
  help: boolean;
}

/** The command was called wrongly; the message says how. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseArguments(argv: string[]): SetupArguments {
  const { values } = parse(argv);
  const subAccountIds = [...new Set(values['sub-account'])];
  const { force = false, remove = false, help = false } = values;
  if (!help && subAccountIds.length === 0) throw new UsageError('--sub-account is missing');
  if (force && remove) throw new UsageError('--force and --remove exclude each other');
  return { subAccountIds, isDryRun: values['dry-run'] ?? false, force, remove, help };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'sub-account': { type: 'string', multiple: true },
        'dry-run': { type: 'boolean' },
        force: { type: 'boolean' },
        remove: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
