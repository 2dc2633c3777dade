import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { MayBeAbsent } from '../../platform/rest/index.js';
import { PoolPolicyDto } from './pool-policy.dto.js';

const SUB_ACCOUNT_ID = /^[A-Za-z0-9\-._&]{3,50}$/;

export class CreatePoolDto {
  /** Lower-case letters, digits and hyphens. Must not look like a UUID, because ids are UUIDs. */
  @Matches(/^(?![0-9a-f]{8}-)[a-z][a-z0-9-]{1,62}$/, {
    message: 'name must be 2 to 63 lower-case letters, digits and hyphens, a letter first',
  })
  name!: string;

  @IsString()
  @Matches(SUB_ACCOUNT_ID, { message: 'subAccountId must be an 8x8 sub-account id' })
  subAccountId!: string;

  /** The sub-account of texts, which 8x8 keeps apart from that of calls; absent or null: no texts. */
  @IsOptional()
  @IsString()
  @Matches(SUB_ACCOUNT_ID, { message: 'smsSubAccountId must be an 8x8 sub-account id' })
  smsSubAccountId?: string | null;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PoolPolicyDto)
  policy?: PoolPolicyDto;
}

export class UpdatePoolDto {
  /** The sub-account of texts; null: no texts. */
  @IsOptional()
  @IsString()
  @Matches(SUB_ACCOUNT_ID, { message: 'smsSubAccountId must be an 8x8 sub-account id' })
  smsSubAccountId?: string | null;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PoolPolicyDto)
  policy?: PoolPolicyDto;
}

export class SyncPoolDto {
  /** The `id` of the pool's `heldSync`, whose missing numbers are to be retired. */
  @MayBeAbsent()
  @IsUUID()
  confirmHeldSync?: string;
}
