/** The values that a kind of setting allows. */
export interface Kind<Value> {
  /** In words that complete the sentence "must be …". */
  readonly values: string;
  /** Returns undefined if the text is not allowed. */
  parse(text: string): Value | undefined;
}

export interface Options {
  /** As it is written in the environment. */
  readonly default?: string | number;
  /** Differs from `default` with `NODE_ENV=production`. */
  readonly defaultInProduction?: string | number;
  readonly required?: 'always' | 'in production' | 'instead of DATABASE_URL';
  /** Makes up a value outside production, kept in `DATA_DIR`; in production it is required. */
  readonly generate?: () => string;
  /** Keeps the spaces at both ends. */
  readonly isVerbatim?: true;
  /** Another way to set it. */
  readonly parts?: Parts;
  /** What `.env.example` sets. Without it, and unless required, the line is commented out. */
  readonly example?: string;
}

/** One environment variable. */
export type Setting<Value = unknown, Given extends Options = Options> = Given & {
  readonly name: string;
  readonly kind: Kind<Value>;
};

/** Settings by the property that holds their value. */
export interface Table {
  readonly [property: string]: Setting | Table;
}

/** Settings that are read if the first of them is set, and joined to the value of another one. */
export interface Parts {
  readonly first: Setting;
  readonly settings: Table;
  readonly join: Join<Table>;
}

/** @param reject notes that a setting breaks a rule */
type Join<Settings extends Table> = (
  values: ValuesOf<Settings>,
  reject: (name: string, rule: string) => void,
) => unknown;

type WithValue =
  { default: unknown } | { generate: unknown } | { required: 'instead of DATABASE_URL' };

/** The type of what is read for a setting, or for each one of a table. */
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
