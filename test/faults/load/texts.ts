import { randomUUID } from 'node:crypto';
import { SUB_ACCOUNT } from '../stand/replica.js';
import { chance } from './chance.js';
import type { Client } from './client.js';

/** The SMS sub-account, as the simulator names it. */
export const SMS_SUB_ACCOUNT = `${SUB_ACCOUNT}_sms`;

/** Sends a text from a phone to a virtual number, sometimes twice. */
export async function sendText(client: Client, sender: string, number: string): Promise<void> {
  const umid = randomUUID();
  // Each text is different, so that it is recognized at its receiver.
  const body = `I am there, ${umid.slice(0, 8).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)}`;
  const message = {
    namespace: 'SMS',
    eventType: 'inbound_message_received',
    payload: {
      umid,
      subAccountId: SMS_SUB_ACCOUNT,
      timestamp: new Date().toISOString(),
      source: sender,
      destination: number,
      body,
      encoding: 'GSM7',
      smsCount: 1,
    },
  };
  const request = { umid, sender, number, body };
  const copies = chance(0.2) ? 2 : 1;
  await Promise.all(
    Array.from({ length: copies }, () => client.webhook('text', request, 'sms', message, umid)),
  );
}
