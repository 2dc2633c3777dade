import { parseArgs } from 'node:util';

export const USAGE = `Registers the webhooks of Maskline with 8x8.

  npm run setup:8x8 -- [--sub-account <id> …] [--account <id> --sms-sub-account <id> …]
                       [--check | --dry-run] [--force | --remove]

  --sub-account <id>      an 8x8 sub-account for calls; may be repeated
  --account <id>          the 8x8 account of the SMS sub-accounts, from 8x8 Connect
  --sms-sub-account <id>  an 8x8 sub-account for texts; may be repeated
  --check                 prints what is wrong and what 8x8's API cannot show; changes nothing
  --dry-run               prints the planned steps and changes nothing
  --force                 also registers webhooks that look correct, for example after WEBHOOK_SECRETS changed
  --remove                removes only the webhooks that point at PUBLIC_URL

Requires PUBLIC_URL, EIGHTXEIGHT_API_KEY and WEBHOOK_SECRETS.
Exits with 0 on success, 1 if 8x8 refused or could not be reached or if --check finds something wrong,
2 if the command line is invalid.`;

export interface SetupArguments {
  /** Without duplicates. */
  subAccountIds: string[];
  /** Without duplicates. */
  smsSubAccountIds: string[];
  /** Given if there are SMS sub-accounts. */
  accountId: string | undefined;
  isCheck: boolean;
  /** Also in a check. */
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
  const smsSubAccountIds = [...new Set(values['sms-sub-account'])];
  const { account: accountId, force = false, remove = false, help = false } = values;
  const { check: isCheck = false } = values;
  if (!help && subAccountIds.length + smsSubAccountIds.length === 0) {
    throw new UsageError('--sub-account is missing');
  }
  if (smsSubAccountIds.length > 0 && accountId === undefined) {
    throw new UsageError('--sms-sub-account requires --account');
  }
  if (isCheck && (force || remove)) throw new UsageError('--check changes nothing');
  if (force && remove) throw new UsageError('--force and --remove exclude each other');
  const isDryRun = isCheck || (values['dry-run'] ?? false);
  const subAccounts = { subAccountIds, smsSubAccountIds, accountId };
  return { ...subAccounts, isCheck, isDryRun, force, remove, help };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'sub-account': { type: 'string', multiple: true },
        'sms-sub-account': { type: 'string', multiple: true },
        account: { type: 'string' },
        check: { type: 'boolean' },
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
