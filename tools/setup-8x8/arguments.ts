import { parseArgs } from 'node:util';

export const USAGE = `Registers the webhooks of Maskline with 8x8.

  npm run setup:8x8 -- --sub-account <id> [--sub-account <id> …] [--dry-run] [--force | --remove]

  --sub-account <id>  an 8x8 sub-account; may be repeated
  --dry-run           prints the planned steps and changes nothing
  --force             also registers webhooks that look correct, for example after WEBHOOK_SECRETS changed
  --remove            removes only the webhooks that point at PUBLIC_URL

Requires PUBLIC_URL, EIGHTXEIGHT_API_KEY and WEBHOOK_SECRETS.
Exits with 0 on success, 1 if 8x8 refused or could not be reached, 2 if the command line is invalid.`;

export interface SetupArguments {
  /** Without duplicates. */
  subAccountIds: string[];
  isDryRun: boolean;
  force: boolean;
  remove: boolean;
  help: boolean;
}

/** The command line is invalid; the message says why. */
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
