import { setTimeout as delay } from 'node:timers/promises';
import type { CallBehaviour, CallTranscript } from '../simulator/index.js';
import {
  answerOf,
  createMasklineClient,
  type MasklineClient,
  type Schemas,
} from '../../clients/typescript/src/index.js';
import type { Narrator } from './narrator.js';
import { SMS_SUB_ACCOUNT, type Stage, SUB_ACCOUNT } from './stage.js';
import { MISSED_CALL_TEXT, TextChapters } from './texts.js';

const POOL = 'demo-rides';
const GRACE_SECONDS = 3;
/** Unassigned numbers; no real call is made. */
const RIDER = '+6591110001';
const DRIVER = '+6582220002';
const STRANGER = '+6593330003';
const DRIVER_ABROAD = '+60123450004';

export async function narrate(stage: Stage, narrator: Narrator): Promise<void> {
  const api = createMasklineClient(stage.url, stage.adminApiKey);
  const call = (from: string, to: string, behaviour: CallBehaviour = {}) =>
    stage.simulator.placeCall({ from, to, behaviour: { callee: 'answers', ...behaviour } });

  narrator.chapter('A pool of virtual numbers');
  await answerOf(
    api.POST('/v1/pools', {
      body: {
        name: POOL,
        subAccountId: SUB_ACCOUNT,
        smsSubAccountId: SMS_SUB_ACCOUNT,
        policy: {
          graceSeconds: GRACE_SECONDS,
          newNumbers: 'enable',
          countryMatch: 'prefer',
          channels: ['voice', 'sms'],
          messages: { missedCallText: MISSED_CALL_TEXT },
        },
      },
    }),
  );
  await answerOf(api.POST('/v1/pools/{pool}/sync', { params: { path: { pool: POOL } } }));
  // The job that syncs pools may have added them first.
  const { items } = await answerOf(
    api.GET('/v1/virtual-numbers', { params: { query: { pool: POOL } } }),
  );
  const rented = [...stage.numbers, stage.abroad];
  narrator.check(
    `8x8 says which numbers are rented: ${rented.join(', ')}`,
    items.length === rented.length,
  );
  // 8x8's API does not say which numbers can text.
  for (const msisdn of rented) {
    await answerOf(
      api.PATCH('/v1/virtual-numbers/{msisdn}', {
        params: { path: { msisdn } },
        body: { capabilities: { sms: true } },
      }),
    );
  }

  narrator.chapter('A ride is booked');
  const booking = await answerOf(
    api.POST('/v1/bookings', {
      body: {
        pool: POOL,
        reference: 'ride-1001',
        callRecording: true,
        parties: [
          { role: 'rider', phoneNumber: RIDER },
          { role: 'driver', phoneNumber: DRIVER },
        ],
      },
    }),
  );
  const virtualNumber = booking.virtualNumber!;
  const params = { path: { id: booking.id } };
  for (const { role, phoneNumber } of booking.parties) {
    narrator.say(`${role.padEnd(6)} ${phoneNumber}`);
  }
  narrator.check(`both get the virtual number ${virtualNumber}`, rented.includes(virtualNumber));

  narrator.chapter('The rider calls the driver');
  const first = await call(RIDER, virtualNumber, { talkSeconds: 42 });
  narrator.check("the driver's phone rings, and they talk", talked(first, DRIVER));
  narrator.check(
    `the driver's phone shows the virtual number ${virtualNumber}`,
    first.shownCallerId === virtualNumber,
  );

  const ride = { bookingId: booking.id, virtualNumber, rider: RIDER, driver: DRIVER };
  const texts = new TextChapters(api, stage, narrator, ride);
  await texts.textEachOther();

  narrator.chapter('The driver misses a call, gets a text, and calls back');
  const missed = await call(RIDER, virtualNumber, { callee: 'no-answer' });
  narrator.check(
    'the driver does not answer',
    missed.calleeRang && missed.sessionStatus === 'NO_ANSWER',
  );
  await texts.getTextOfMissedCall();
  const back = await call(DRIVER, virtualNumber);
  narrator.check("calling the number back reaches the rider's phone", talked(back, RIDER));
  narrator.check(
    `the rider's phone shows the virtual number ${virtualNumber}`,
    back.shownCallerId === virtualNumber,
  );

  narrator.chapter('The rider calls from the app');
  const { sessionId: fromApp } = await answerOf(
    api.POST('/v1/bookings/{id}/calls', { params, body: { from: 'rider' } }),
  );
  await stage.simulator.idle();
  const appCall = stage.simulator.pastCalls().find(({ sessionId }) => sessionId === fromApp);
  narrator.check(
    '8x8 rings the rider, then the driver, and they talk',
    appCall !== undefined && talked(appCall, DRIVER),
  );

  narrator.chapter('A stranger dials the number');
  const stranger = await call(STRANGER, virtualNumber);
  narrator.check(`nobody's phone rings; the stranger hears: ${heard(stranger)}`, refused(stranger));

  narrator.chapter('The driver blocks the rider');
  const { items: blocks } = await answerOf(
    api.POST('/v1/bookings/{id}/blocks', { params, body: { role: 'rider' } }),
  );
  const blocked = await call(RIDER, virtualNumber);
  narrator.check(
    `the driver's phone does not ring; the rider hears what a stranger hears: ${heard(blocked)}`,
    refused(blocked) && heard(blocked) === heard(stranger),
  );
  for (const { id } of blocks) {
    await api.DELETE('/v1/blocks/{id}', { params: { path: { id } } });
  }
  const unblocked = await call(RIDER, virtualNumber, { callee: 'no-answer' });
  narrator.check("without the block, the driver's phone rings again", unblocked.calleeRang);

  await texts.stop();

  narrator.chapter('The ride is completed');
  const completed = await answerOf(api.POST('/v1/bookings/{id}/complete', { params }));
  narrator.check(
    `the booking is ${completed.status}; the two can call for ${GRACE_SECONDS} s more`,
    completed.status === 'completed',
  );
  const inGrace = await call(RIDER, virtualNumber);
  narrator.check(
    'a call in the grace period connects (left the umbrella)',
    talked(inGrace, DRIVER),
  );

  await delay(Date.parse(completed.callableUntil!) - Date.now() + 250);
  const tooLate = await call(RIDER, virtualNumber);
  narrator.check(`after it, the rider hears: ${heard(tooLate)}`, refused(tooLate));

  await crossTheBorder(api, stage, narrator);

  await texts.showRecords();

  narrator.chapter('The call records');
  await showRecords(api, narrator, booking.id);
  const { sessionId } = stranger;
  const refusal = await answerOf(
    api.GET('/v1/calls/{sessionId}', { params: { path: { sessionId } } }),
  );
  narrator.say(recordLine(refusal));
  narrator.check(
    "the stranger's call is on record as refused, with the reason",
    refusal.outcome === 'refused' && refusal.reason === 'not-a-party',
  );
}

/** A ride from Singapore to Malaysia: each party dials a number of its own country. */
async function crossTheBorder(
  api: MasklineClient,
  stage: Stage,
  narrator: Narrator,
): Promise<void> {
  narrator.chapter('A ride across the border: the driver joins, and each dials a number at home');
  const call = (from: string, to: string) =>
    stage.simulator.placeCall({ from, to, behaviour: { callee: 'answers' } });
  const policy = { countryMatch: 'require' } as const;
  await answerOf(
    api.PATCH('/v1/pools/{pool}', { params: { path: { pool: POOL } }, body: { policy } }),
  );
  const open = await answerOf(
    api.POST('/v1/bookings', {
      body: {
        pool: POOL,
        reference: 'ride-1002',
        numberMode: 'per-party',
        parties: [{ role: 'rider', phoneNumber: RIDER }],
      },
    }),
  );
  const ofRider = open.parties[0]!.virtualNumber;
  const alone = await call(RIDER, ofRider);
  narrator.check(`before the driver has joined, the rider hears: ${heard(alone)}`, refused(alone));
  const { parties } = await answerOf(
    api.PUT('/v1/bookings/{id}/parties/{role}', {
      params: { path: { id: open.id, role: 'driver' } },
      body: { phoneNumber: DRIVER_ABROAD },
    }),
  );
  const ofDriver = parties[1]!.virtualNumber;
  narrator.check(
    `the rider dials ${ofRider}, the driver from Malaysia ${ofDriver}`,
    stage.numbers.includes(ofRider) && ofDriver === stage.abroad,
  );
  const there = await call(RIDER, ofRider);
  narrator.check(
    `the rider reaches the driver, whose phone shows ${ofDriver}`,
    talked(there, DRIVER_ABROAD) && there.shownCallerId === ofDriver,
  );
  const back = await call(DRIVER_ABROAD, ofDriver);
  narrator.check(
    `the driver calls back, and the rider's phone shows ${ofRider}`,
    talked(back, RIDER) && back.shownCallerId === ofRider,
  );
}

async function showRecords(api: MasklineClient, narrator: Narrator, id: string): Promise<void> {
  const { items } = await answerOf(
    api.GET('/v1/bookings/{id}/calls', { params: { path: { id } } }),
  );
  const oldestFirst = items.toReversed();
  for (const record of oldestFirst) narrator.say(recordLine(record));
  const outcomes = oldestFirst.map(({ caller, outcome }) => `${caller.role}: ${outcome}`);
  narrator.check(
    'every call is there, with its outcome',
    outcomes.join(', ') ===
      'rider: answered, rider: missed, driver: answered, rider: answered, rider: refused, ' +
        'rider: missed, rider: answered, rider: refused',
  );
  const recorded = oldestFirst.filter(({ recordings }) => recordings.length > 0);
  narrator.check('the answered calls that were dialled are recorded', recorded.length === 3);
  narrator.check(
    'no record holds a full phone number',
    ![RIDER, DRIVER, STRANGER].some((number) => JSON.stringify(items).includes(number.slice(3))),
  );
}

function recordLine({ caller, callee, outcome, reason, legs }: Schemas['Call']): string {
  const who = `${caller.role ?? 'stranger'} ${caller.phoneNumber ?? ''}`.padEnd(24);
  const talk = legs.find(({ leg }) => leg === 'B')?.durationSeconds ?? 0;
  return `${who} → ${(callee.role ?? '–').padEnd(7)} ${outcome.padEnd(9)} ${String(talk).padStart(3)} s   ${reason}`;
}

const talked = (transcript: CallTranscript, callee: string): boolean =>
  transcript.connectedTo === callee &&
  transcript.calleeAnswered &&
  transcript.sessionStatus === 'COMPLETED' &&
  transcript.faults.length === 0;

const refused = (transcript: CallTranscript): boolean =>
  !transcript.calleeRang && transcript.heardByCaller.length > 0 && transcript.faults.length === 0;

const heard = ({ heardByCaller }: CallTranscript): string => `“${heardByCaller.join(' ')}”`;

/** Returns three commands to try by hand with `--keep`. */
export function curlExamples({ url, adminApiKey, simulatorUrl, numbers }: Stage): string[] {
  const authorized = `-H 'Authorization: Bearer ${adminApiKey}'`;
  const json = `-H 'Content-Type: application/json'`;
  const booking = {
    pool: POOL,
    reference: 'my-first-ride',
    virtualNumber: numbers[0],
    parties: [
      { role: 'rider', phoneNumber: STRANGER },
      { role: 'driver', phoneNumber: '+6584440004' },
    ],
  };
  const call = { from: STRANGER, to: numbers[0], behaviour: 'answers' };
  return [
    `curl -s ${url}/v1/bookings ${authorized} ${json} -d '${JSON.stringify(booking)}'`,
    `curl -s ${simulatorUrl}/simulator/calls ${json} -d '${JSON.stringify(call)}'`,
    `curl -s '${url}/v1/bookings?pool=${POOL}' ${authorized}`,
  ];
}
