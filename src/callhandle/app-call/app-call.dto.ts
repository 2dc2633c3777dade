import { IsString, MaxLength } from 'class-validator';

export class StartCallDto {
  /** The role of the party that is rung first. */
  @IsString()
  @MaxLength(32)
  from!: string;
}
