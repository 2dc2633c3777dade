import { Injectable } from '@nestjs/common';
import { PhoneNumber } from '../../values/index.js';
import { Settings } from '../../config/index.js';

/**
 * Numbers that networks send for all callers who withhold their own. They identify nobody, so they
 * cannot be a party of a booking or a known caller.
 */
@Injectable()
export class WithheldCallers {
  private readonly e164: ReadonlySet<string>;

  constructor(settings: Settings) {
    this.e164 = new Set(settings.withheldCallers.map((digits) => `+${digits}`));
  }

  /** @param e164 with `+` */
  has(e164: string): boolean {
    return this.e164.has(e164);
  }

  /**
   * Returns the phone number in a message; undefined if it is missing or withheld.
   * @param e164 with `+`
   */
  identify(e164: string | undefined): PhoneNumber | undefined {
    return e164 === undefined || this.has(e164) ? undefined : PhoneNumber.fromStored(e164);
  }
}
