import { Controller, Get, UseGuards } from '@nestjs/common';
import type { Page } from '../platform/rest/index.js';
import type { Integer } from '../platform/values/index.js';
import {
  ApiKeyGuard,
  NumberKeyRegistry,
  type NumberKeyState,
  NumberVault,
  RequiredScope,
} from '../platform/security/index.js';

export interface NumberKeyResponse {
  id: Integer;
  /** State of the key in the key rotation. */
  state: NumberKeyState;
  /**
   * Whether it is the first key in the ring of the responding replica, which encrypts and indexes
   * phone numbers with it.
   */
  isFirst: boolean;
  /** Whether the key is in the ring of the responding replica. */
  isInRing: boolean;
  createdAt: Date;
}

/** Reports the progress of the key rotation (`NUMBER_KEYS`). It shows no key material, only ids. */
@Controller('v1/number-keys')
@UseGuards(ApiKeyGuard)
export class NumberKeyController {
  constructor(
    private readonly registry: NumberKeyRegistry,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Lists the keys for phone numbers and their progress in the key rotation. Shows ids only, no key
   * material.
   * @answers 200 All keys that were ever in a ring; there is no next page.
   */
  @Get()
  @RequiredScope('jobs:run', { isForAllPools: true })
  async list(): Promise<Page<NumberKeyResponse>> {
    const keys = await this.registry.all();
    const items = keys.map(({ id, state, created_at: createdAt }) => ({
      id,
      state,
      isFirst: id === this.vault.currentKeyId,
      isInRing: this.vault.has(id),
      createdAt,
    }));
    return { items, nextCursor: null };
  }
}
