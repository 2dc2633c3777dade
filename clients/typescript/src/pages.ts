import { answerOf, NoResponseError } from './problems.js';

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** A response with a page; some lists can also be CSV. */
interface PageResponse<Item> {
  data?: Page<Item> | string;
  error?: unknown;
  response: Response;
}

/**
 * Yields the items of a list, and requests each page when it is needed.
 * @param request gets the part of the query that selects the page; its response must be JSON
 * @throws MasklineError, NoResponseError
 */
export async function* itemsOf<Item>(
  request: (page: { cursor?: string }) => Promise<PageResponse<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let page: { cursor?: string } | undefined = {};
  while (page) {
    const sent = request(page);
    const answer: Page<Item> | string = await answerOf(sent);
    if (typeof answer === 'string') {
      throw new NoResponseError('unexpected', { status: (await sent).response.status });
    }
    yield* answer.items;
    page = answer.nextCursor === null ? undefined : { cursor: answer.nextCursor };
  }
}
