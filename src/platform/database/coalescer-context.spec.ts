import { expect, it } from 'vitest';
import { currentRequest, RequestContext, runInContext } from '../observability/index.js';
import { Coalescer, fulfilled } from './coalescer.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Adds an item for each request, and returns the request that the log names in each batch. */
async function requestsOf(batches: RequestContext[][]): Promise<(RequestContext | undefined)[]> {
  const seen: (RequestContext | undefined)[] = [];
  const coalescer = new Coalescer<number, number>(
    async (items) => {
      await turn();
      seen.push(currentRequest());
      return fulfilled(items);
    },
    { inFlight: 1, batch: 10 },
  );
  for (const batch of batches) {
    await Promise.all(
      batch.map((context) =>
        runInContext(context, async () => {
          await coalescer.add(1);
          expect(currentRequest()).toBe(context);
        }),
      ),
    );
  }
  return seen;
}

it('runs a batch of one request in its context, and one of several requests in none', async () => {
  const [first, second, third] = [1, 2, 3].map(() => new RequestContext({}));
  expect(await requestsOf([[first!], [second!, third!], [third!]])).toEqual([
    first,
    undefined,
    third,
  ]);
});
