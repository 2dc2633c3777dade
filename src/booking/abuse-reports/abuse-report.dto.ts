import { IsIn, IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent, PageQuery } from '../../platform/rest/index.js';

export class CreateReportDto {
  /** Role of the party that complains. */
  @IsString()
  @MaxLength(32)
  reportedBy!: string;

  /** What happened, in the words of the party. */
  @IsString()
  @Length(1, 4_000)
  text!: string;
}

export class ListReportsQuery extends PageQuery {
  /** Whether to show the texts; requires the scope `numbers:reveal` as well. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  reveal?: string;
}
