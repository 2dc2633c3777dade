import { keptSecret } from './generated-secrets.js';
import { isSetting, type Parts, type Setting, type Table, type ValuesOf } from './setting.js';
import { SETTINGS } from './settings-table.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Lists invalid or missing settings by name, without values, since these may be secrets. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `Maskline cannot start with these settings:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'SettingsError';
  }
}

/** Reads settings and collects all problems, so that one error can list them. */
export class EnvironmentReader {
  readonly isProduction: boolean;
  readonly dataDir: string;
  private readonly problems = new Set<string>();

  constructor(private readonly env: Environment) {
    this.isProduction = this.read(SETTINGS.Process.production) as boolean;
    this.dataDir = this.read(SETTINGS.Database.dataDir) as string;
  }

  readAll<Settings extends Table>(table: Settings): ValuesOf<Settings> {
    const values = Object.entries(table).map(([property, entry]) => [
      property,
      isSetting(entry) ? this.read(entry) : this.readAll(entry),
    ]);
    return Object.fromEntries(values) as ValuesOf<Settings>;
  }

  /** @throws SettingsError if there were any problems */
  finish(): void {
    if (this.problems.size > 0) throw new SettingsError([...this.problems]);
  }

  private read(setting: Setting): unknown {
    const { name, kind, parts } = setting;
    const given = this.textOf(setting);
    if (given === undefined && parts && this.textOf(parts.first)) return this.join(parts);
    const text = given ?? this.textIfAbsent(setting);
    if (text === undefined) {
      if (this.isRequired(setting)) this.problems.add(`${name} is missing`);
      return undefined;
    }
    const value = kind.parse(text);
    if (value === undefined) this.problems.add(`${name} must be ${kind.values}`);
    return value;
  }

  private isRequired({ required, generate }: Setting): boolean {
    const onlyInProduction = generate !== undefined || required === 'in production';
    return onlyInProduction ? this.isProduction : required !== undefined;
  }

  /**
   * Returns the text of a variable. An empty one counts as absent, because compose files and shells
   * omit variables that way.
   */
  private textOf({ name, isVerbatim }: Setting): string | undefined {
    return (isVerbatim ? this.env[name] : this.env[name]?.trim()) || undefined;
  }

  private textIfAbsent(setting: Setting): string | undefined {
    const { name, generate, default: usual, defaultInProduction } = setting;
    if (generate && !this.isProduction) return this.kept(name, generate);
    const text = this.isProduction ? (defaultInProduction ?? usual) : usual;
    return text === undefined ? undefined : String(text);
  }

  private kept(name: string, generate: () => string): string | undefined {
    try {
      return keptSecret(this.dataDir, name, generate);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC'].includes(code ?? '')) throw error;
      this.problems.add(`DATA_DIR must be a directory that this user may write to (${code})`);
      return undefined;
    }
  }

  private join({ settings, join }: Parts): unknown {
    const before = this.problems.size;
    const values = this.readAll(settings);
    if (this.problems.size > before) return undefined;
    return join(values, (name, rule) => this.problems.add(`${name} ${rule}`));
  }
}
