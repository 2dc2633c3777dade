import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('the settings of the simulator', () => {
  it('default to ten Singapore numbers on this machine only', () => {
    const settings = readSettings({ SIMULATOR_PORT: '' });
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 8888,
      subAccountId: 'maskline_demo',
      apiKey: 'simulator-key',
      timeScale: 1,
      sms: { subAccountId: 'maskline_demo_sms' },
    });
    expect(settings.numbers).toHaveLength(10);
    expect(settings.numbers[9]).toEqual({ msisdn: '+6568332049' });
  });

  it('come from the environment', () => {
    const settings = readSettings({
      SIMULATOR_HOST: '0.0.0.0',
      SIMULATOR_PORT: '0',
      SIMULATOR_SUB_ACCOUNT: 'other',
      SIMULATOR_API_KEY: 'key',
      SIMULATOR_NUMBERS: '+6568332040, 6568332041',
      SIMULATOR_TIME_SCALE: '100',
      SIMULATOR_SMS_SUB_ACCOUNT: 'texts',
      SIMULATOR_ACCOUNT_ID: 'account',
    });
    expect(settings).toEqual({
      host: '0.0.0.0',
      port: 0,
      subAccountId: 'other',
      apiKey: 'key',
      numbers: [{ msisdn: '+6568332040' }, { msisdn: '6568332041' }],
      timeScale: 100,
      sms: { subAccountId: 'texts', accountId: 'account' },
    });
  });

  it.each(['SIMULATOR_PORT', 'SIMULATOR_TIME_SCALE'])('report %s if it is invalid', (name) => {
    expect(() => readSettings({ [name]: 'fast' })).toThrow(name);
  });
});
