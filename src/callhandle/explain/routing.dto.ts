import { IsString, MaxLength } from 'class-validator';

export class ExplainRoutingDto {
  /** Virtual number in E.164, with `+`. */
  @IsString()
  @MaxLength(32)
  virtualNumber!: string;

  /** Caller's number in E.164, with `+`. */
  @IsString()
  @MaxLength(32)
  caller!: string;
}
