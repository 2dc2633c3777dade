import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { InvalidCursorError } from './domain-error.js';
import { MayBeAbsent } from './validation.js';

/** `?limit=&cursor=` of every list. */
export class PageQuery {
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @MayBeAbsent()
  @IsString()
  @MaxLength(512)
  cursor?: string;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The place after which the next page begins, opaque to clients. */
export const encodeCursor = (position: string): string =>
  Buffer.from(position, 'utf8').toString('base64url');

/** @throws InvalidCursorError unless the cursor holds a position of the list */
export function decodeCursor(
  cursor: string | undefined,
  isPosition: (text: string) => boolean,
): string | undefined {
  if (cursor === undefined) return undefined;
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  if (position.includes('\0') || !isPosition(position)) throw new InvalidCursorError();
  return position;
}

/** Makes a page of rows that were read with `limit + 1`, the one too many telling of a next page. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  position: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(position(last)) : null,
  };
}
