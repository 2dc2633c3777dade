import { IsString, Length, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import { MAX_TEXT_LENGTH } from '../intake/text-reasons.js';

export class SendMessageDto {
  /** Role of the party that gets the text. */
  @IsString()
  @MaxLength(32)
  to!: string;

  /** A long text is sent in pieces. */
  @IsString()
  @Length(1, MAX_TEXT_LENGTH)
  @Matches(/\S/, { message: 'text must not be blank' })
  text!: string;

  /**
   * The client's own id of the text in the booking. Repeating a request with the same reference and
   * content sends nothing again. Without it, each request sends a text. Printable ASCII.
   */
  @MayBeAbsent()
  @Matches(/^[\x20-\x7e]{1,128}$/, { message: 'reference must have 1 to 128 printable characters' })
  reference?: string;
}
