import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { InvalidCursorError } from '../errors/index.js';
import { NumberOfQuery } from './query-values.js';
import { MayBeAbsent } from './validation.js';

/** Characters; a position may contain a session id of up to 200 characters of three bytes each. */
const MAX_CURSOR_LENGTH = 1_000;

/** Selects a page of a list in a request body. */
export class PageBody {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @MayBeAbsent()
  @IsString()
  @Length(1, MAX_CURSOR_LENGTH)
  cursor?: string;
}

/** Selects a page of a list: `?limit=&cursor=`. */
export class PageQuery extends PageBody {
  @NumberOfQuery()
  override limit: number = 50;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Encodes the position after which the next page begins. Cursors are opaque to clients. */
export const encodeCursor = (position: string): string =>
  Buffer.from(position, 'utf8').toString('base64url');

/** Decodes a cursor. @throws InvalidCursorError unless it contains a valid position of the list */
export function decodeCursor(
  cursor: string | undefined,
  isPosition: (text: string) => boolean,
): string | undefined {
  if (cursor === undefined) return undefined;
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  // Encoding it again detects invalid base64url and UTF-8, which decoders skip silently.
  const isOurs = encodeCursor(position) === cursor && !position.includes('\0');
  if (!isOurs || !isPosition(position)) throw new InvalidCursorError();
  return position;
}

/**
 * Rows that a page searches at most for those that match a filter without an index. So a filter that
 * hardly matches anything does not read a whole table.
 */
export const MAX_SEARCHED = 20_000;

/**
 * Creates a page from rows read with `limit + 1`. The extra row indicates a next page.
 * @param searchedTo the position at which a bounded search ended; undefined: it saw everything
 */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  position: (row: Row) => string,
  toItem: (row: Row) => Item,
  searchedTo?: string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? position(last) : searchedTo;
  return {
    items: shown.map(toItem),
    nextCursor: next === undefined ? null : encodeCursor(next),
  };
}
