import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Twilio } from 'twilio-6';
import { type Platform, startPlatform } from '../support/carrier/platform.js';
import { newPhone } from '../support/scenario.js';
import { forward } from '../support/texts.js';
import {
  clientOf,
  createTwilioAccount,
  MAJORS,
  MODULE_FORMS,
  twilioPackage,
} from '../support/twilio.js';

const PACKAGES = MAJORS.flatMap((major) => MODULE_FORMS.map((form) => ({ major, form })));

let platform: Platform;
let account: Awaited<ReturnType<typeof createTwilioAccount>>;
beforeAll(async () => {
  platform = await startPlatform(2 * PACKAGES.length);
  const { subAccountId: smsSubAccountId } = platform.simulator.sms;
  account = await createTwilioAccount(platform.app, { smsSubAccountId });
});
afterAll(() => platform.stop());

/** Forwards what waits, and lets 8x8 deliver it and report that. */
async function exchange(): Promise<void> {
  await forward(platform.app);
  await platform.simulator.idle();
}

/** Two proxy numbers of a service, as SIDs. */
const numbersAt = (place: number): [string, string] => {
  const own = platform.numbers.slice(2 * place, 2 * place + 2);
  const sids = own.map((number) => `PN${number.slice(1).padStart(32, '0')}`);
  return sids as [string, string];
};

describe.each(PACKAGES.map((one, place) => ({ ...one, place })))(
  'the demo of Twilio’s documentation, with the package $major as $form',
  ({ major, form, place }) => {
    let client: Twilio;
    beforeAll(async () => {
      client = clientOf(await twilioPackage(major, form), account, platform.app.url);
    });

    it('runs as printed there, and the two text and call each other from their proxy numbers', async () => {
      const [alice, bob] = [newPhone(), newPhone()];
      // Twilio's quickstart, step by step; only SIDs and phone numbers are filled in.
      const service = await client.proxy.v1.services.create({
        uniqueName: `My Awesome Service ${major} ${form}`,
      });
      for (const sid of numbersAt(place)) {
        await client.proxy.v1.services(service.sid).phoneNumbers.create({ sid });
      }
      const session = await client.proxy.v1
        .services(service.sid)
        .sessions.create({ uniqueName: 'MyFirstSession' });
      expect(session).toMatchObject({ uniqueName: 'MyFirstSession', mode: 'voice-and-message' });
      const of = client.proxy.v1.services(service.sid).sessions(session.sid);
      const first = await of.participants.create({ friendlyName: 'Alice', identifier: alice });
      const second = await of.participants.create({ friendlyName: 'Bob', identifier: bob });
      // Of two numbers, each participant has one of its own.
      expect(first.proxyIdentifier).not.toBe(second.proxyIdentifier);
      const body = 'Reply to this message to chat!';
      const sent = await of.participants(second.sid).messageInteractions.create({ body });
      expect(sent.sid).toMatch(/^KI[0-9a-f]{32}$/);
      expect(sent).toMatchObject({
        type: 'message',
        participantSid: second.sid,
        outboundParticipantSid: second.sid,
        outboundResourceStatus: 'queued',
        sessionSid: session.sid,
        serviceSid: service.sid,
        accountSid: account.accountSid,
        inboundParticipantSid: null,
      });
      expect(JSON.parse(sent.data)).toEqual({ body });

      await exchange();
      const { sms } = platform.simulator;
      const seenBy = (phone: string) => sms.receivedBy(phone).map((text) => [text.from, text.body]);
      expect(seenBy(bob)).toEqual([[second.proxyIdentifier, body]]);
      expect(seenBy(alice)).toEqual([]);

      // Bob replies as the text says, and Alice answers from her phone.
      await sms.sendFromPhone({ from: bob, to: second.proxyIdentifier, body: 'Hello Alice' });
      await exchange();
      expect(seenBy(alice)).toEqual([[first.proxyIdentifier, 'Hello Alice']]);
      await sms.sendFromPhone({ from: alice, to: first.proxyIdentifier, body: 'Hello Bob' });
      await exchange();
      expect(seenBy(bob).at(-1)).toEqual([second.proxyIdentifier, 'Hello Bob']);

      const calls = [
        await platform.simulator.placeCall({ from: alice, to: first.proxyIdentifier }),
        await platform.simulator.placeCall({ from: bob, to: second.proxyIdentifier }),
      ];
      expect(calls).toMatchObject([
        { connectedTo: bob, shownCallerId: second.proxyIdentifier, calleeAnswered: true },
        { connectedTo: alice, shownCallerId: first.proxyIdentifier, calleeAnswered: true },
      ]);
      await platform.simulator.idle();

      const interactions = await of.interactions.list();
      expect(
        interactions.map((one) => [
          one.type,
          one.inboundParticipantSid,
          one.outboundParticipantSid,
          one.outboundResourceStatus,
        ]),
      ).toEqual([
        ['voice', second.sid, first.sid, 'completed'],
        ['voice', first.sid, second.sid, 'completed'],
        ['message', first.sid, second.sid, 'delivered'],
        ['message', second.sid, first.sid, 'delivered'],
        ['message', null, second.sid, 'delivered'],
      ]);
      expect(await of.fetch()).toMatchObject({ status: 'in-progress' });
    });
  },
);
