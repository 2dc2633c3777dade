import { TwilioProxyError } from './twilio-error.js';

const DEFAULT_PAGE_SIZE = 50;
/** The SDK sends any size as it is, even 5,000, so a larger one is reduced and not refused. */
const MAX_PAGE_SIZE = 1_000;

/** The query of a list. */
export type ListQuery = Readonly<Record<string, unknown>>;

/** A page to read: the items after a position, or those before one, in the order of the list. */
export interface PageRequest {
  size: number;
  number: number;
  after?: string;
  before?: string;
}

/** Reads the query of a list. @throws TwilioProxyError for a token that no list has issued */
export function readPage(query: ListQuery): PageRequest {
  const size = Math.min(
    Math.max(wholeNumber(query['PageSize']) ?? DEFAULT_PAGE_SIZE, 1),
    MAX_PAGE_SIZE,
  );
  const number = wholeNumber(query['Page']) ?? 0;
  const token = query['PageToken'];
  if (token === undefined || token === '') return { size, number: 0 };
  const [, kind, text] =
    /^P([AB])([\w-]{1,400})$/.exec(typeof token === 'string' ? token : '') ?? [];
  if (!kind || !text) throw new TwilioProxyError(20001, 'Invalid parameter PageToken');
  const position = Buffer.from(text, 'base64url').toString('utf8');
  return kind === 'A' ? { size, number, after: position } : { size, number, before: position };
}

const wholeNumber = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

/** Rows of a page, read with `size + 1`. With `before`, the nearest to that position come first. */
export interface ReadPage<Row> {
  rows: Row[];
  positionOf: (row: Row) => string;
}

/** The `meta` of a list; `key` names the member with the items. */
export interface ListMeta {
  key: string;
  page: number;
  page_size: number;
  url: string;
  first_page_url: string;
  previous_page_url: string | null;
  next_page_url: string | null;
}

/**
 * Returns a page in Twilio's form.
 * @param url absolute URL of the list, without query
 */
export function toTwilioList<Row, Item>(
  { url, key }: { url: string; key: string },
  request: PageRequest,
  { rows, positionOf }: ReadPage<Row>,
  toItem: (row: Row) => Item,
): Record<string, Item[] | ListMeta> {
  const { size, number, after, before } = request;
  const hasMore = rows.length > size;
  const nearest = rows.slice(0, size);
  const shown = before === undefined ? nearest : nearest.toReversed();
  const [first, last] = [shown[0], shown.at(-1)];
  const pageUrl = (page: number, token = ''): string =>
    `${url}?PageSize=${size}&Page=${page}${token && `&PageToken=${token}`}`;
  const tokenOf = (kind: 'A' | 'B', row: Row): string =>
    `P${kind}${Buffer.from(positionOf(row)).toString('base64url')}`;
  const hasNext = before === undefined ? hasMore : true;
  const hasPrevious = before === undefined ? after !== undefined : hasMore;
  return {
    [key]: shown.map(toItem),
    meta: {
      key,
      page: number,
      page_size: size,
      url: pageUrl(number),
      first_page_url: pageUrl(0),
      previous_page_url:
        hasPrevious && first ? pageUrl(Math.max(0, number - 1), tokenOf('B', first)) : null,
      next_page_url: hasNext && last ? pageUrl(number + 1, tokenOf('A', last)) : null,
    },
  };
}

/**
 * Cuts a page out of a short list that was read as a whole. A position that no longer exists gives
 * an empty page.
 */
export function slice<Row>(
  all: readonly Row[],
  { size, after, before }: PageRequest,
  positionOf: (row: Row) => string,
): ReadPage<Row> {
  const at = all.findIndex((row) => positionOf(row) === (after ?? before));
  const from = after === undefined && before === undefined ? 0 : at === -1 ? all.length : at + 1;
  const rows = before === undefined ? all.slice(from) : all.slice(0, Math.max(0, at)).toReversed();
  return { rows: rows.slice(0, size + 1), positionOf };
}
