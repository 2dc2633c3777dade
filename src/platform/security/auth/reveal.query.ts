import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../rest/index.js';

/** `?reveal=true` of what shows numbers: whether they are asked for in full. */
export class RevealQuery {
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  reveal?: string;
}
