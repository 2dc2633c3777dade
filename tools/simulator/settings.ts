import type { SimulatorOptions } from './simulator.js';
import { DEFAULT_ACCOUNT_ID } from './sms/sms-side.js';

export interface SimulatorSettings extends SimulatorOptions {
  host: string;
  port: number;
}

/** A development key: it protects nothing, since anybody who reaches the simulator may know it. */
const DEFAULT_API_KEY = 'simulator-key';
const DEFAULT_NUMBERS = Array.from({ length: 10 }, (_, index) => `+656833204${index}`);

/**
 * Reads the simulator's settings from the environment. Empty variables count as absent.
 * @throws RangeError names the invalid variable
 */
export function readSettings(env: NodeJS.ProcessEnv): SimulatorSettings {
  const text = (name: string, otherwise: string) => env[name]?.trim() || otherwise;
  const number = (name: string, otherwise: number) => {
    const value = Number(text(name, String(otherwise)));
    if (!Number.isFinite(value)) throw new RangeError(`${name} is not a number`);
    return value;
  };
  const port = number('SIMULATOR_PORT', 8888);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError('SIMULATOR_PORT is not a port');
  }
  const subAccountId = text('SIMULATOR_SUB_ACCOUNT', 'maskline_demo');
  return {
    host: text('SIMULATOR_HOST', '127.0.0.1'),
    port,
    subAccountId,
    apiKey: text('SIMULATOR_API_KEY', DEFAULT_API_KEY),
    numbers: text('SIMULATOR_NUMBERS', DEFAULT_NUMBERS.join(','))
      .split(',')
      .map((msisdn) => ({ msisdn: msisdn.trim() })),
    timeScale: number('SIMULATOR_TIME_SCALE', 1),
    sms: {
      subAccountId: text('SIMULATOR_SMS_SUB_ACCOUNT', `${subAccountId}_sms`),
      accountId: text('SIMULATOR_ACCOUNT_ID', DEFAULT_ACCOUNT_ID),
    },
  };
}
