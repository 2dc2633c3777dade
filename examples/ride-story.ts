// Plays a ride with two simulated phones. Start Maskline and the simulator as docs/quickstart.md says, up to
// its step 4, then:
//   MASKLINE_API_KEY=$(cat .maskline/admin-api-key) node dist-tools/examples/ride-story.js
import { pathToFileURL } from 'node:url';
import { createMasklineClient, type MasklineClient } from '../clients/typescript/src/index.js';
import { Rides } from './ride-hailing.js';

const RIDER = '+6591178965';
const DRIVER = '+6598765432';
const OTHER_DRIVER = '+6598765433';

interface Stage {
  maskline: MasklineClient;
  simulatorUrl: string;
  pool: string;
  say: (line: string) => void;
  rides?: Rides;
}

export async function rideStory({ maskline, simulatorUrl, pool, say, ...given }: Stage) {
  const notify = (_: string, role: string, text: string) => say(`The ${role}'s app shows: ${text}`);
  const rides = given.rides ?? new Rides(maskline, pool, notify);
  const ride = `ride-${Date.now()}`;
  const call = async (from: string, to: string, behaviour = 'answers') => {
    const response = await fetch(`${simulatorUrl}/simulator/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from, to, behaviour }),
    });
    const { summary } = (await response.json()) as { summary: string };
    say(summary);
  };

  await rides.request(ride, RIDER);
  const number = await rides.accept(ride, DRIVER);
  await call(RIDER, number);
  await call(DRIVER, number, 'no-answer');
  const newNumber = await rides.accept(ride, OTHER_DRIVER);
  await call(OTHER_DRIVER, newNumber);
  await call(DRIVER, newNumber);
  await rides.complete(ride);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const {
    MASKLINE_URL: url = 'http://localhost:8080',
    SIMULATOR_URL: simulatorUrl = 'http://127.0.0.1:8888',
    MASKLINE_API_KEY: key,
    POOL: pool = 'rides',
  } = process.env;
  if (!key) throw new Error('MASKLINE_API_KEY is required');
  const maskline = createMasklineClient(url, key);
  await rideStory({ maskline, simulatorUrl, pool, say: (line) => console.log(line) });
}
