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

/** All settings from the environment, read and validated once at start: see `SETTINGS`. */
export class Settings extends ReadSettings {
  /** Not read from the environment. */
  callTimeouts: Readonly<CallTimeouts> = CALL_TIMEOUTS;
  /** Not read from the environment. */
  httpLimits: Readonly<HttpLimits> = HTTP_LIMITS;
}

export type LogLevel = Settings['logLevel'];

/**
 * Reads the settings. Outside production, generates a missing key or secret and stores it in
 * `DATA_DIR` (mode 0600), so that a first try needs no settings at all.
 * @throws SettingsError that lists every missing or invalid variable, without values
 */
export function loadSettings(env: Environment = process.env): Settings {
  const reader = new EnvironmentReader(env);
  const groups = Object.values(reader.readAll(SETTINGS));
  reader.finish();
  return Object.assign(new Settings(), ...groups) as Settings;
}
