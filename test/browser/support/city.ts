import { randomUUID } from 'node:crypto';
import type { CallBehaviour } from '../../../tools/simulator/index.js';
import { SCOPES } from '../../../src/platform/security/index.js';
import { createKey } from '../../support/api-keys.js';
import { SUB_ACCOUNT } from '../../support/app.js';
import { JOBS_ON_REQUEST, runJob } from '../../support/job-runs.js';
import { type Platform, startPlatform } from '../../support/carrier/platform.js';
import { createBooking, newPhone, type TestBooking } from '../../support/scenario.js';
import { subscribe, TO_LOOPBACK, WebhookReceiver } from '../../support/webhook-receiver.js';

/** A city with rides and deliveries, as an operator finds it in the morning. */
export interface City {
  platform: Platform;
  url: string;
  /** A key with all scopes. */
  key: string;
  /** A key of the pool `rides` only. */
  ridesKey: string;
  rides: TestBooking[];
  delivery: TestBooking;
  /** The session of a call that a stranger made. */
  strangersCall: string;
  /** Numbers of all people. */
  phones: string[];
  stop(): Promise<void>;
}

export async function buildCity(): Promise<City> {
  const platform = await startPlatform(6, { ...JOBS_ON_REQUEST, ...TO_LOOPBACK });
  const { app, simulator, numbers } = platform;
  const receiver = await WebhookReceiver.start();
  await subscribe(app, receiver, { description: 'Back end of the rides' });
  for (const [name, own] of [
    ['rides', numbers.slice(0, 4)],
    ['deliveries', numbers.slice(4)],
  ] as const) {
    const policy = { maxActiveBookings: 5, rebalance: 'full' };
    await app.post('/v1/pools', { name, subAccountId: SUB_ACCOUNT, policy }).expect(201);
    await app
      .post(`/v1/pools/${name}/numbers`, { numbers: own.map((msisdn) => ({ msisdn })) })
      .expect(201);
  }
  const rides: TestBooking[] = [];
  for (let at = 0; at < 9; at += 1) {
    rides.push(await createBooking(app, 'rides', { reference: `ride-${1001 + at}` }));
  }
  const delivery = await createBooking(app, 'deliveries', { reference: 'parcel-77' });
  const call = async (from: string, to: string, behaviour: CallBehaviour) => {
    const transcript = await simulator.placeCall({ from, to, behaviour });
    return transcript.sessionId;
  };
  for (const [at, { rider, virtualNumber }] of rides.entries()) {
    await call(rider, virtualNumber, { callee: at % 4 === 3 ? 'no-answer' : 'answers' });
    await call(rider, virtualNumber, { callee: at % 2 === 1 ? 'busy' : 'answers' });
    await call(rider, virtualNumber, { callee: 'answers', talkSeconds: 60 + at });
  }
  const stranger = newPhone();
  const strangersCall = await call(stranger, rides[0]!.virtualNumber, { callee: 'answers' });
  await simulator.idle();
  await app.webhook('call-status', { odd: randomUUID() });
  await app.post(`/v1/bookings/${rides[8]!.id}/complete`).expect(200);
  await app
    .get(`/v1/bookings/${rides[1]!.id}?reveal=true`)
    .set('audit-reason', encodeURIComponent('Ticket 4711'))
    .expect(200);
  await app.patch(`/v1/virtual-numbers/${numbers[3]}`, { state: 'draining' }).expect(200);
  await runJob(app, 'call-stats');
  const { key } = await createKey(app, SCOPES, { name: 'Operator' });
  const forPool = SCOPES.filter((scope) => scope !== 'numbers:reveal');
  const { key: ridesKey } = await createKey(app, forPool, {
    name: 'Support of rides',
    pools: ['rides'],
  });
  const people = [...rides, delivery].flatMap(({ rider, driver }) => [rider, driver]);
  return {
    platform,
    url: app.url,
    key,
    ridesKey,
    rides,
    delivery,
    strangersCall,
    phones: [...people, stranger],
    stop: async () => {
      await receiver.close();
      await platform.stop();
    },
  };
}
