import { IsBoolean, IsString, Length, MaxLength } from 'class-validator';
import { IsTime, MayBeAbsent, PageQuery } from '../../platform/rest/index.js';

const MAX_REASON = 500;

class BlockTermDto {
  /** Time at which the block ends; absent: never. */
  @MayBeAbsent()
  @IsTime()
  until?: string;

  /** Your reason, for the people who read the list of blocks. Callers never hear it. */
  @MayBeAbsent()
  @IsString()
  @Length(1, MAX_REASON)
  reason?: string;
}

export class CreateBlockDto extends BlockTermDto {
  /** Id or name of the pool in which the block holds; absent: every pool. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;

  /** Phone number of the person who may not call, in E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  blocked!: string;

  /** Phone number that the person may not reach, in E.164 with `+`; absent: anybody. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(32)
  blockedFrom?: string;
}

export class BlockPartyDto extends BlockTermDto {
  /** Role of the party that may no longer reach the other party. */
  @IsString()
  @MaxLength(32)
  role!: string;

  /** Whether the block holds in every pool; absent: in the pool of the booking. */
  @MayBeAbsent()
  @IsBoolean()
  everyPool?: boolean;
}

export class ListBlocksQuery extends PageQuery {
  /** Id or name of a pool; blocks that hold in every pool are not listed then. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  pool?: string;
}
