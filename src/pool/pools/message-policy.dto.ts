import { ArrayMaxSize, IsArray, IsString, Length, Matches } from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';

const KEYWORD = /^\p{Lu}{2,20}$/u;
const KEYWORD_FAULT = { each: true, message: 'keywords must be words in capital letters' };

/** Replaces all keywords; an omitted list is empty. */
export class MessageKeywordsDto {
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(KEYWORD, KEYWORD_FAULT)
  stop: string[] = [];

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(KEYWORD, KEYWORD_FAULT)
  start: string[] = [];

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(KEYWORD, KEYWORD_FAULT)
  help: string[] = [];
}

/** Replaces all replies. */
export class MessageRepliesDto {
  /** Sent to the sender of a text that was not forwarded. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 480)
  refused?: string;

  /** Sent to the sender of a `help` keyword. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 480)
  help?: string;
}
