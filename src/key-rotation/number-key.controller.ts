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
  /** How far the rotation has come with it. */
  state: NumberKeyState;
  /** Of the ring of the replica that answers: numbers are looked up and encrypted by it. */
  isFirst: boolean;
  /** Whether the replica that answers has it. */
  isInRing: boolean;
  createdAt: Date;
}

/** How far the rotation of NUMBER_KEYS has come; nothing of the keys but their ids. */
@Controller('v1/number-keys')
@UseGuards(ApiKeyGuard)
export class NumberKeyController {
  constructor(
    private readonly registry: NumberKeyRegistry,
    private readonly vault: NumberVault,
  ) {}

  /**
   * Shows how far the rotation of the keys for phone numbers has come. Nothing of a key but its id.
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
