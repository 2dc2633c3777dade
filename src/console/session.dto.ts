import { IsString, Length } from 'class-validator';

export class SignInDto {
  /** An API key. */
  @IsString()
  @Length(1, 500)
  key!: string;
}
