import { randomUUID } from 'node:crypto';
import type { CallBehaviour } from '../../../tools/simulator/index.js';
import { SCOPES } from '../../../src/platform/security/index.js';
import { createKey } from '../../support/api-keys.js';
import { SUB_ACCOUNT, type TestApp } from '../../support/app.js';
import { JOBS_ON_REQUEST, runJob } from '../../support/job-runs.js';
import { type Platform, startPlatform } from '../../support/carrier/platform.js';
import { createBooking, newPhone, type TestBooking } from '../../support/scenario.js';
import { forward } from '../../support/texts.js';
import { subscribe, TO_LOOPBACK, WebhookReceiver } from '../../support/servers/webhook-receiver.js';

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
  /** A text of the first ride that arrived, and is kept. */
  text: { id: string; words: string };
  /** A text of the delivery. */
  deliveryText: string;
  /** Numbers of all people. */
  phones: string[];
  stop(): Promise<void>;
}

/** What a rider wrote; no page may show it without a reason. */
const WORDS = 'I wear a red jacket.';

/** Sends a text from a phone, and waits for the receipts of what Maskline forwards. */
async function write({ app, simulator }: Platform, from: string, to: string, body: string) {
  await simulator.sms.sendFromPhone({ from, to, body });
  await forward(app);
  await simulator.sms.idle();
}

async function newestText(app: TestApp, { id }: TestBooking): Promise<string> {
  const { body } = await app.get(`/v1/bookings/${id}/messages?limit=1`).expect(200);
  return body.items[0].id;
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
    const policy = {
      maxActiveBookings: 5,
      rebalance: 'full',
      channels: ['voice', 'sms'],
      messageRetentionHours: 24,
    };
    await app
      .post('/v1/pools', {
        name,
        subAccountId: SUB_ACCOUNT,
        smsSubAccountId: simulator.sms.subAccountId,
        policy,
      })
      .expect(201);
    await app
      .post(`/v1/pools/${name}/numbers`, { numbers: own.map((msisdn) => ({ msisdn })) })
      .expect(201);
    for (const msisdn of own) {
      await app.patch(`/v1/virtual-numbers/${msisdn}`, { capabilities: { sms: true } }).expect(200);
    }
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
  const [one, two] = [rides[0]!, rides[1]!];
  await write(platform, one.rider, one.virtualNumber, WORDS);
  const text = { id: await newestText(app, one), words: WORDS };
  await write(platform, one.driver, one.virtualNumber, 'Two minutes.');
  simulator.sms.setPhone(two.driver, { outcome: 'undelivered' });
  await write(platform, two.rider, two.virtualNumber, 'Where are you?');
  await write(platform, newPhone(), two.virtualNumber, 'Hello?');
  await write(platform, delivery.rider, delivery.virtualNumber, 'Leave it at the door.');
  const deliveryText = await newestText(app, delivery);
  const erased = await createBooking(app, 'rides', { reference: 'ride-1000' });
  await write(platform, erased.rider, erased.virtualNumber, 'Goodbye.');
  await app.post('/v1/erasures', { phoneNumber: erased.rider, endBookings: true }).expect(200);
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
  const people = [...rides, delivery, erased].flatMap(({ rider, driver }) => [rider, driver]);
  return {
    platform,
    url: app.url,
    key,
    ridesKey,
    rides,
    delivery,
    strangersCall,
    text,
    deliveryText,
    phones: [...people, stranger],
    stop: async () => {
      await receiver.close();
      await platform.stop();
    },
  };
}
