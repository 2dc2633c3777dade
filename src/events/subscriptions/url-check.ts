import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import type { UrlFault } from '../events.errors.js';
import { AddressGuard } from './address-guard.js';
import { knownAddressOf } from './known-address.js';

/** Checks the URLs that clients choose for event subscriptions and decision hooks. */
@Injectable()
export class UrlCheck {
  constructor(
    private readonly guard: AddressGuard,
    private readonly settings: Settings,
  ) {}

  /**
   * Validates a URL as far as is possible in advance. Host names are resolved only when Maskline
   * connects, since their addresses may change.
   * @returns the normalized URL, or why it is refused
   */
  check(text: string): { url: string; fault?: undefined } | { fault: UrlFault } {
    if (!URL.canParse(text)) return { fault: 'not-a-url' };
    const url = new URL(text);
    const isHttp = url.protocol === 'http:' && this.settings.eventSubscriptionAllowHttp;
    if (url.protocol !== 'https:' && !isHttp) return { fault: 'not-https' };
    if (url.username || url.password || url.hash) return { fault: 'user-or-fragment' };
    const address = knownAddressOf(url);
    if (address !== undefined && !this.guard.allows(address)) {
      return { fault: 'address-not-allowed' };
    }
    return { url: url.href };
  }
}
