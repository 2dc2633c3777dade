export { CALL_TIMEOUTS, type CallTimeouts } from './call-timeouts.js';
export { ConfigModule } from './config.module.js';
export { type Environment, SettingsError } from './environment-reader.js';
export { HTTP_LIMITS, type HttpLimits } from './http-limits.js';
export { secretFile } from './generated-secrets.js';
export type { KeyMaterial } from './key-ring.js';
export { loadSetupSettings, type SetupSettings } from './platform-settings.js';
export { type LogFormat, LOG_LEVELS, type LogLevel, loadSettings, Settings } from './settings.js';
