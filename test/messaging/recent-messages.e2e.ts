import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../support/api-keys.js';
import type { TestApp } from '../support/app.js';
import { createBooking, newPhone } from '../support/scenario.js';
import type { SmsEndpoint } from '../support/carrier/sms-endpoint.js';
import { createTextPool, forward, receipt, startTexts, writeText } from '../support/texts.js';

let app: TestApp;
let sms: SmsEndpoint;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ app, sms, stop } = await startTexts());
});
afterAll(() => stop());

type Count = 'forwarded' | 'forwarding' | 'refused' | 'failed' | 'delivered';

describe('the texts of the last minutes', () => {
  it('are counted by minute and reason, for the pools of the key only', async () => {
    const own = await createTextPool(app, { numbers: 1 });
    const other = await createTextPool(app, { numbers: 1 });
    const { rider, driver, virtualNumber } = await createBooking(app, own.name);
    await writeText(app, rider, virtualNumber, 'I am here');
    await forward(app);
    const [sent] = sms.at(driver);
    await app.webhook('sms', receipt(sent!, 'delivered', 'delivered_to_recipient')).expect(200);
    await writeText(app, driver, virtualNumber, 'On my way');
    await writeText(app, newPhone(), virtualNumber, 'Who?');
    await writeText(app, newPhone(), other.numbers[0]!, 'Who?');
    const count = async (client: Pick<TestApp, 'get'>, query: string) => {
      const { body } = await client.get(`/v1/stats/messages/recent?${query}`).expect(200);
      const sum = (of: Count) =>
        body.items.reduce((all: number, one: Record<Count, number>) => all + one[of], 0);
      return {
        minutes: body.items.length,
        forwarded: sum('forwarded') + sum('forwarding'),
        delivered: sum('delivered'),
        refused: sum('refused'),
        refusals: body.refusals,
      };
    };
    const ofOwn = {
      minutes: 5,
      forwarded: 2,
      delivered: 1,
      refused: 1,
      refusals: [{ reason: 'not-a-party', messages: 1 }],
    };
    expect(await count(app, `minutes=5&pool=${own.name}`)).toEqual(ofOwn);
    expect(await count(app, 'minutes=5')).toEqual({
      ...ofOwn,
      refused: 2,
      refusals: [{ reason: 'not-a-party', messages: 2 }],
    });
    const { key } = await createKey(app, ['messages:read'], { pools: [own.name] });
    expect(await count(app.as(key), 'minutes=5')).toEqual(ofOwn);
    await app.as(key).get(`/v1/stats/messages/recent?pool=${other.name}`).expect(404);
    await app.db.query(`update message set state = 'failed', reason = 'expired'
                         where state = 'forwarding'`);
    expect((await count(app, `pool=${own.name}`)).refusals).toContainEqual({
      reason: 'expired',
      messages: 1,
    });
    await app.db.query(`update message set received_at = now() - interval '10 minutes'`);
    expect(await count(app, 'minutes=5')).toMatchObject({ forwarded: 0, refused: 0, refusals: [] });
    await app.get('/v1/stats/messages/recent?minutes=121').expect(400);
  });
});
