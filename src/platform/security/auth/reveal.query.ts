import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../rest/index.js';

/** `?reveal=true` on routes that show phone numbers: returns them in full. */
export class RevealQuery {
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  reveal?: string;
}
