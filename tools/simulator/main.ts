import { readSettings } from './settings.js';
import { Simulator } from './simulator.js';

const settings = readSettings(process.env);
const simulator = new Simulator(settings);
const url = await simulator.listen(settings);

const number = settings.numbers[0]?.msisdn;
const { subAccountId, accountId } = simulator.sms;
console.log(`8x8 simulator at ${url}: sub-account ${settings.subAccountId} for calls, ${subAccountId} for texts
(account ${accountId})

Point the service at it (the API key is SIMULATOR_API_KEY), register the webhooks, and call or text:
  curl -s ${url}/simulator/calls -H 'content-type: application/json' \\
    -d '{"from":"+6591234567","to":"${number}","behaviour":"answers"}'
  curl -s ${url}/simulator/messages -H 'content-type: application/json' \\
    -d '{"from":"+6591234567","to":"${number}","body":"I am here"}'
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close());
}
