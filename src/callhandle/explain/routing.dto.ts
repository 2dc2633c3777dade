import { IsString, MaxLength } from 'class-validator';

export class ExplainRoutingDto {
  /** A virtual number, E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  virtualNumber!: string;

  /** Who calls, E.164 with `+`. */
  @IsString()
  @MaxLength(32)
  caller!: string;
}
