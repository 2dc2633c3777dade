import { IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import { ON_FAILURES, type OnFailure } from './decision-hook.entity.js';

export class CreateDecisionHookDto {
  @IsString()
  @MaxLength(2_000)
  url!: string;

  /** What happens to a call of a party if the hook gives no valid answer in time. */
  @IsIn(ON_FAILURES)
  onFailure!: OnFailure;

  /**
   * Whether the hook is also asked about callers without a booking, and may connect them to a party
   * of a booking or to a phone. Off by default.
   */
  @MayBeAbsent()
  @IsBoolean()
  unknownCallers?: boolean;
}

export class UpdateDecisionHookDto {
  @MayBeAbsent()
  @IsString()
  @MaxLength(2_000)
  url?: string;

  @MayBeAbsent()
  @IsIn(ON_FAILURES)
  onFailure?: OnFailure;

  @MayBeAbsent()
  @IsBoolean()
  unknownCallers?: boolean;
}
