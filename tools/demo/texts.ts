import { setTimeout as delay } from 'node:timers/promises';
import { answerOf, type MasklineClient } from '../../clients/typescript/src/index.js';
import type { Narrator } from './narrator.js';
import type { Stage } from './stage.js';

/** What the callee of a missed call is texted. */
export const MISSED_CALL_TEXT = 'You missed a call from your {role}. Call back: {number}';

/** Real milliseconds to wait for a text, which Maskline forwards in the background. */
const PATIENCE_MS = 5_000;

/** The ride whose parties text each other. */
export interface Ride {
  bookingId: string;
  virtualNumber: string;
  rider: string;
  driver: string;
}

/** Narrates the chapters about texts. */
export class TextChapters {
  constructor(
    private readonly api: MasklineClient,
    private readonly stage: Stage,
    private readonly narrator: Narrator,
    private readonly ride: Ride,
  ) {}

  async textEachOther(): Promise<void> {
    const { narrator } = this;
    const { rider, driver, virtualNumber } = this.ride;
    narrator.chapter('They text each other');
    await this.write(rider, 'I am at gate 3');
    await this.checkReceived(driver, 'I am at gate 3', 'the driver');
    await this.write(driver, 'Two minutes!');
    await this.checkReceived(rider, 'Two minutes!', 'the rider');
    narrator.say(`both phones show ${virtualNumber} as the sender`);
  }

  async getTextOfMissedCall(): Promise<void> {
    const text = MISSED_CALL_TEXT.replace('{role}', 'rider').replace(
      '{number}',
      this.ride.virtualNumber,
    );
    await this.checkReceived(this.ride.driver, text, 'the driver');
  }

  async stop(): Promise<void> {
    const { narrator, ride } = this;
    narrator.chapter('The driver opts out of texts');
    await this.write(ride.driver, 'STOP');
    const before = this.stage.simulator.sms.receivedBy(ride.driver).length;
    await this.write(ride.rider, 'Where are you?');
    await this.stage.simulator.idle();
    narrator.check(
      "the rider's next text does not reach the driver, and neither does the word STOP the rider",
      this.stage.simulator.sms.receivedBy(ride.driver).length === before &&
        this.received(ride.rider, 'STOP') === undefined,
    );
  }

  async showRecords(): Promise<void> {
    const { narrator, ride } = this;
    narrator.chapter('The records of the texts');
    const params = { path: { id: ride.bookingId } };
    const { items } = await answerOf(this.api.GET('/v1/bookings/{id}/messages', { params }));
    const oldestFirst = items.toReversed();
    for (const { senderRole, receiverRole, kind, outcome, reason } of oldestFirst) {
      const who = `${senderRole ?? '–'} → ${receiverRole ?? '–'}`.padEnd(18);
      narrator.say(`${who} ${kind.padEnd(12)} ${outcome.padEnd(10)} ${reason ?? ''}`);
    }
    const outcomes = oldestFirst.map(({ senderRole, reason, outcome }) =>
      [senderRole, reason ?? outcome].join(': '),
    );
    narrator.check(
      'every text is there, with its outcome',
      outcomes.join(', ') ===
        'rider: delivered, driver: delivered, rider: delivered, driver: keyword-stop, ' +
          'rider: opted-out',
    );
    narrator.check(
      'no record holds a full phone number, or what was written',
      ![ride.rider.slice(3), ride.driver.slice(3), 'gate 3'].some((secret) =>
        JSON.stringify(items).includes(secret),
      ),
    );
  }

  private async write(from: string, body: string): Promise<void> {
    await this.stage.simulator.sms.sendFromPhone({ from, to: this.ride.virtualNumber, body });
  }

  private received(phone: string, body: string) {
    return this.stage.simulator.sms.receivedBy(phone).find((text) => text.body === body);
  }

  private async checkReceived(phone: string, body: string, who: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.received(phone, body) && Date.now() < deadline) await delay(20);
    // The receipts that follow are on record before the story goes on.
    await this.stage.simulator.idle();
    this.narrator.check(
      `${who} receives “${body}”, from the virtual number`,
      this.received(phone, body)?.from === this.ride.virtualNumber,
    );
  }
}
