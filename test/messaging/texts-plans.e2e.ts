import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLAIM_TEXTS, SETTLE_ABANDONED } from '../../src/messaging/forwarding/claim-texts.sql.js';
import {
  DECIDE_TEXTS,
  DECIDE_USUAL_TEXTS,
  DECIDE_USUAL_TEXTS_WITH_EVENTS,
} from '../../src/messaging/intake/decide-texts.sql.js';
import { ADD_MISSED_CALL_TEXTS } from '../../src/messaging/missed-calls/missed-call.sql.js';
import { TAKE_RECEIPTS } from '../../src/messaging/receipts/take-receipts.sql.js';
import {
  ADD_SYSTEM_TEXT,
  FIND_RECEIVER,
} from '../../src/messaging/system-texts/system-text.sql.js';
import { PostgresPool, type Query } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';

/**
 * PostgreSQL plans a statement once per connection, perhaps while the tables are empty. Such a plan must
 * find the rows of every growing table by a key.
 */
let app: TestApp;
let database: PostgresPool;
beforeAll(async () => {
  app = await startApp();
  database = new PostgresPool(app.databaseUrl);
});
afterAll(async () => {
  await database.end();
  await app.stop();
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const GROWING = new Set([
  'block',
  'booking',
  'call_session',
  'message',
  'opt_out',
  'party',
  'route',
]);

const ID = '019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10';

describe('a plan that was made while all tables are empty', () => {
  const text = {
    id: ID,
    umid: 'u',
    length: 1,
    textCiphertext: Buffer.alloc(45),
    isAsked: false,
    hookReply: undefined,
  };
  const receipt = {
    messageId: ID,
    umid: 'u',
    state: 'sent',
    rank: 2,
    isTaken: true,
    hasSource: false,
  };

  const USUAL = [
    'block_pk',
    'booking_pk',
    'message_by_sender',
    'opt_out_person_unique',
    'route_pk',
  ];

  it.each<[string, Query, string[]]>([
    [
      'texts',
      DECIDE_TEXTS({ texts: [text] }),
      [
        'block_pk',
        'booking_pk',
        'message_by_inbound',
        'message_by_sender',
        'opt_out_person_unique',
        'route_pk',
      ],
    ],
    ['usual texts', DECIDE_USUAL_TEXTS({ texts: [text] }), USUAL],
    ['usual texts with events', DECIDE_USUAL_TEXTS_WITH_EVENTS({ texts: [text] }), USUAL],
    [
      'claims',
      CLAIM_TEXTS({ claim: ID, limit: 1, leaseSeconds: 1, except: [] }),
      [
        'block_pk',
        'message_by_receiver',
        'message_due',
        'message_pk',
        'opt_out_person_unique',
        'route_pk',
      ],
    ],
    ['abandoned texts', SETTLE_ABANDONED({ except: [] }), ['message_claimed']],
    ['receipts', TAKE_RECEIPTS({ receipts: [receipt] }), ['message_pk']],
    [
      'texts about missed calls',
      ADD_MISSED_CALL_TEXTS({ calls: [{ poolId: ID, sessionId: 's', messageId: ID }] }),
      [
        'block_pk',
        'booking_pk',
        'call_session_pk',
        'message_by_call',
        'opt_out_person_unique',
        'route_by_booking',
      ],
    ],
    [
      'texts of the company',
      ADD_SYSTEM_TEXT({
        poolId: ID,
        bookingId: ID,
        role: 'rider',
        partyCiphertext: Buffer.alloc(45),
        id: ID,
        receiverCiphertext: Buffer.alloc(45),
        textCiphertext: Buffer.alloc(45),
        length: 1,
      }),
      ['block_pk', 'booking_pk', 'opt_out_person_unique', 'party_pk', 'route_pk'],
    ],
    [
      'the receiver of a text of the company',
      FIND_RECEIVER({ poolId: ID, bookingId: ID, role: 'rider', reference: 'r' }),
      ['booking_pk', 'message_by_reference', 'party_pk'],
    ],
  ])('finds rows by a key: %s', async (_, { text: sql, values }, expected) => {
    const { rows } = await database.query({ text: `explain (format json) ${sql}`, values });
    const reads = nodesOf(rows[0]['QUERY PLAN'][0].Plan).filter(
      (node) => GROWING.has(node['Relation Name'] ?? '') && node['Node Type'] !== 'ModifyTable',
    );
    const indexes = reads.map(
      (node) => node['Index Name'] ?? node.Plans?.[0]?.['Index Name'] ?? node['Node Type'],
    );
    const found = [...new Set(indexes)].toSorted();
    expect(found).toEqual(expected);
  });
});
