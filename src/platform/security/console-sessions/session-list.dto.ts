import { Matches } from 'class-validator';
import { MayBeAbsent, PageQuery } from '../../rest/index.js';

const KEY = /^(?:bootstrap|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;
const KEY_RULE = { message: 'key must be the ID of an API key, or bootstrap' };

export class ListConsoleSessionsQuery extends PageQuery {
  /** The ID of an API key, or `bootstrap`. */
  @MayBeAbsent()
  @Matches(KEY, KEY_RULE)
  key?: string;
}

export class RevokeConsoleSessionsDto {
  /** The ID of an API key, or `bootstrap`. */
  @Matches(KEY, KEY_RULE)
  key!: string;
}
