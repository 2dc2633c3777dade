/** A kind of setting with its allowed values. */
export interface Kind<Value> {
  /** In words that complete the sentence "must be …". */
  readonly values: string;
  /** Returns undefined if the text is not allowed. */
  parse(text: string): Value | undefined;
}

export interface Options {
  /** Default, as written in the environment. */
  readonly default?: string | number;
  /** Replaces `default` with `NODE_ENV=production`. */
  readonly defaultInProduction?: string | number;
  readonly required?: 'always' | 'in production' | 'instead of DATABASE_URL';
  /**
   * Generates a value outside production, stored in `DATA_DIR`; in production the setting is
   * required.
   */
  readonly generate?: () => string;
  /** Keeps leading and trailing spaces. */
  readonly isVerbatim?: true;
  /** Alternative variables for the same value. */
  readonly parts?: Parts;
  /** Value in `.env.example`. Without it, and unless required, the line is commented out. */
  readonly example?: string;
}

/** One environment variable. */
export type Setting<Value = unknown, Given extends Options = Options> = Given & {
  readonly name: string;
  readonly kind: Kind<Value>;
};

/** Settings by the property that contains their value. */
export interface Table {
  readonly [property: string]: Setting | Table;
}

/**
 * Settings that are read if the first of them is set, and joined into the value of another setting.
 */
export interface Parts {
  readonly first: Setting;
  readonly settings: Table;
  readonly join: Join<Table>;
}

/** @param reject reports that a setting breaks a rule */
type Join<Settings extends Table> = (
  values: ValuesOf<Settings>,
  reject: (name: string, rule: string) => void,
) => unknown;

type WithValue =
  { default: unknown } | { generate: unknown } | { required: 'instead of DATABASE_URL' };

/** The type of the value of a setting, or of each setting of a table. */
export type ValuesOf<Entry> =
  Entry extends Setting<infer Value>
    ? Value | (Entry extends WithValue ? never : undefined)
    : { -readonly [Property in keyof Entry]: ValuesOf<Entry[Property]> };

/** Declares a setting: the environment variable `name`. */
export const env = <Value, const Given extends Options>(
  name: string,
  kind: Kind<Value>,
  options: Given,
): Setting<Value, Given> => ({ name, kind, ...options });

export const parts = <Settings extends Table>(settings: Settings, join: Join<Settings>): Parts => ({
  first: Object.values(settings)[0] as Setting,
  settings,
  join: join as Join<Table>,
});

export const isSetting = (entry: Setting | Table): entry is Setting => 'kind' in entry;

/** Returns all settings of a table in its order, parts included. */
export const settingsOf = (table: Table): Setting[] =>
  Object.values(table).flatMap((entry) =>
    isSetting(entry) ? [entry, ...settingsOf(entry.parts?.settings ?? {})] : settingsOf(entry),
  );
