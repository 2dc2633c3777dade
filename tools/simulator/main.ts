import { readSettings } from './settings.js';
import { Simulator } from './simulator.js';

const settings = readSettings(process.env);
const simulator = new Simulator(settings);
const url = await simulator.listen(settings);

console.log(`8x8 simulator for sub-account ${settings.subAccountId} at ${url}

Point the service at it (the API key is SIMULATOR_API_KEY), register the webhooks, and call:
  curl -s ${url}/simulator/calls -H 'content-type: application/json' \\
    -d '{"from":"+6591234567","to":"${settings.numbers[0]?.msisdn}","behaviour":"answers"}'
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close());
}
