import { isIP } from 'node:net';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Wrong or missing settings, by name; values stay unsaid, since they may be secrets. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `Maskline cannot start with these settings:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'SettingsError';
  }
}

/** Reads variables and collects what is wrong with them, so that one error can name it all. */
export class EnvironmentReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  /** An empty variable counts as absent: that is how compose files and shells leave one out. */
  text(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  /** With the spaces at its ends, which a password may have. */
  verbatim(name: string): string | undefined {
    return this.env[name] || undefined;
  }

  required(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) this.problems.push(`${name} is missing`);
    return value;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    this.check(
      name,
      value,
      (number) => /^\d+$/.test(text) && number >= min && number <= max,
      `must be a whole number from ${min} to ${max}`,
    );
    return value;
  }

  /** A decimal from 0 to 1. */
  share(name: string, fallback: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    this.check(
      name,
      text,
      (value) => /^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(value),
      'must be a decimal from 0 to 1, such as 0.5',
    );
    return Number(text);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.text(name) ?? fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.problems.push(`${name} must be one of ${choices.join(', ')}`);
    return choice ?? fallback;
  }

  /**
   * A comma-separated list of IP addresses or CIDR blocks.
   * @param presets lists that stand for themselves by a name
   */
  addresses(name: string, presets: Readonly<Record<string, readonly string[]>> = {}): string[] {
    const list = (this.text(name) ?? '').split(',').map((part) => part.trim());
    const addresses = list.filter(Boolean).flatMap((part) => presets[part] ?? [part]);
    const names = Object.keys(presets).map((preset) => `, or ${preset}`);
    const rule = `must be IP addresses or CIDR blocks${names.join('')}, separated by commas`;
    this.check(name, addresses, (all) => all.every(isAddressOrBlock), rule);
    return addresses;
  }

  /** Notes a problem if the value is there and does not pass. */
  check<Value>(
    name: string,
    value: Value,
    isRight: (value: NonNullable<Value>) => boolean,
    rule: string,
  ): void {
    if (value === undefined || value === null || value === '') return;
    if (!isRight(value)) this.problems.push(`${name} ${rule}`);
  }

  /** @param parse throws an Error whose message is the rule that was broken, without the value */
  parse<Value>(
    name: string,
    text: string | undefined,
    parse: (text: string) => Value,
  ): Value | undefined {
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      this.problems.push(`${name} ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Reads or writes a file in a directory; notes a problem, once, if this user may not. */
  kept(name: string, keep: () => string): string | undefined {
    try {
      return keep();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC'].includes(code ?? '')) throw error;
      const problem = `${name} must be a directory that this user may write to (${code})`;
      if (!this.problems.includes(problem)) this.problems.push(problem);
      return undefined;
    }
  }

  /** @throws SettingsError if anything was wrong */
  finish(): void {
    if (this.problems.length > 0) throw new SettingsError(this.problems);
  }
}

function isAddressOrBlock(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
  );
}
