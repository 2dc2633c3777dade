import { answerOf, type MasklineClient } from '../../clients/typescript/src/index.js';
import { SMS_SUB_ACCOUNT, SUB_ACCOUNT } from '../demo/index.js';
import type { BehaviourName, Simulator } from '../simulator/index.js';

export const POOL = 'rides';
export const NUMBERS = Array.from({ length: 20 }, (_, at) => `+65683320${40 + at}`);

const RIDES = 40;
const AT_ONCE = 5;
/** What happens in one ride after another. */
const BEHAVIOURS: readonly BehaviourName[] = [
  'answers',
  'answers',
  'answers',
  'no-answer',
  'busy',
  'answers',
  'caller-hangs-up',
];

/** Unassigned numbers; no real call is made. */
const riderOf = (ride: number): string => `+6591110${100 + ride}`;
const driverOf = (ride: number): string => `+6582220${100 + (ride % 15)}`;
const STRANGER = '+6593330003';

/** Creates a pool, and books the rides of a day with their calls and texts. */
export async function seed(maskline: MasklineClient, simulator: Simulator): Promise<void> {
  await answerOf(
    maskline.POST('/v1/pools', {
      body: {
        name: POOL,
        subAccountId: SUB_ACCOUNT,
        smsSubAccountId: SMS_SUB_ACCOUNT,
        policy: { newNumbers: 'enable', graceSeconds: 1_800, channels: ['voice', 'sms'] },
      },
    }),
  );
  await answerOf(maskline.POST('/v1/pools/{pool}/sync', { params: { path: { pool: POOL } } }));
  // 8x8's API does not say which numbers can text.
  for (const msisdn of NUMBERS) {
    await answerOf(
      maskline.PATCH('/v1/virtual-numbers/{msisdn}', {
        params: { path: { msisdn } },
        body: { capabilities: { sms: true } },
      }),
    );
  }
  for (let first = 0; first < RIDES; first += AT_ONCE) {
    const rides = Array.from({ length: AT_ONCE }, (_, at) => first + at);
    await Promise.all(rides.map((ride) => playRide(maskline, simulator, ride)));
  }
}

async function playRide(maskline: MasklineClient, simulator: Simulator, ride: number) {
  const [rider, driver] = [riderOf(ride), driverOf(ride)];
  const booking = await answerOf(
    maskline.POST('/v1/bookings', {
      body: {
        pool: POOL,
        reference: `ride-${2_001 + ride}`,
        parties: [
          { role: 'rider', phoneNumber: rider },
          { role: 'driver', phoneNumber: driver },
        ],
      },
    }),
  );
  const { id, virtualNumber: to } = booking;
  if (to === null) throw new Error('the pool has a number for each party');
  await simulator.placeCall({ from: rider, to, behaviour: BEHAVIOURS[ride % BEHAVIOURS.length]! });
  if (ride % 3 === 0) await simulator.placeCall({ from: driver, to, behaviour: 'answers' });
  if (ride % 4 === 0) {
    await simulator.sms.sendFromPhone({ from: rider, to, body: 'I am at the gate' });
  }
  if (ride % 10 === 0) await simulator.placeCall({ from: STRANGER, to, behaviour: 'answers' });
  // The last rides of the day are still going on.
  if (ride >= RIDES - 12) return;
  const path = { id };
  const end =
    ride % 9 === 0
      ? ('/v1/bookings/{id}/cancel' as const)
      : ('/v1/bookings/{id}/complete' as const);
  await answerOf(maskline.POST(end, { params: { path } }));
  if (ride % 9 === 0) await simulator.placeCall({ from: rider, to, behaviour: 'answers' });
}
