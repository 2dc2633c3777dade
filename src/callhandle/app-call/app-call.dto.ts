import { IsString, MaxLength } from 'class-validator';

export class StartCallDto {
  /** Role of the party that 8x8 rings first. */
  @IsString()
  @MaxLength(32)
  from!: string;
}
