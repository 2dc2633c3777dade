import { CALL_TIMEOUTS, type CallTimeouts } from './call-timeouts.js';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.js';
import type { ValuesOf } from './setting.js';
import { SETTINGS } from './settings-table.js';

type Groups = ValuesOf<typeof SETTINGS>;
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
interface ReadSettings extends Intersection<Groups[keyof Groups]> {}
const ReadSettings = class {} as new () => ReadSettings;

/** Everything that the environment decides, read and checked once at start: see `SETTINGS`. */
export class Settings extends ReadSettings {
  /** Not read from the environment. */
  callTimeouts: Readonly<CallTimeouts> = CALL_TIMEOUTS;
  /** Not read from the environment. */
  httpLimits: Readonly<HttpLimits> = HTTP_LIMITS;
}

export type LogLevel = Settings['logLevel'];

/**
 * Reads the settings. Outside production a missing key or secret is made up, and kept in `DATA_DIR`
 * (mode 0600), so that a first try needs no settings at all.
 * @throws SettingsError naming every missing or wrong variable, and no value
 */
export function loadSettings(env: Environment = process.env): Settings {
  const reader = new EnvironmentReader(env);
  const groups = Object.values(reader.readAll(SETTINGS));
  reader.finish();
  return Object.assign(new Settings(), ...groups) as Settings;
}
