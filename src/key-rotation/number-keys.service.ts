import { Injectable, Logger } from '@nestjs/common';
import { RetiredKeyRoutesService, KeyBackfillService } from '../booking/index.js';
import {
  type JobItems,
  type JobRun,
  ScheduledJob,
  SetAsideService,
} from '../platform/jobs/index.js';
import {
  NumberKeyRegistry,
  type NumberKeyRow,
  type NumberKeyState,
  NumberVault,
} from '../platform/security/index.js';
import { NumberKeyRepository } from './number-key.repository.js';
import { ReencryptionService } from './reencryption.service.js';

export type RotationTally = {
  /** Routes, PINs and blocks that were backfilled under the new key. */
  written: number;
  /** Ciphertexts and indexes that were re-encrypted with the first key. */
  reencrypted: number;
  /** Routes, PINs and blocks of old keys that were deleted. */
  deleted: number;
  /** Routes of replaced parties that must cool down before the next step. */
  cooling: number;
  /**
   * Rows that cannot be decrypted or written. They are set aside and left unchanged, and also
   * prevent the next step.
   */
  unreadable: number;
  setAside: number;
};

/** Maximum rounds per run; the next run continues. */
const MAX_ROUNDS = 5;

/**
 * Rotates the number keys as far as the key ring of this process allows (ADR 12). New keys behind
 * the first come into use beside it. Keys that came into use before the first are retired.
 */
@Injectable()
export class NumberKeysService {
  private readonly logger = new Logger(NumberKeysService.name);

  constructor(
    private readonly registry: NumberKeyRegistry,
    private readonly keys: NumberKeyRepository,
    private readonly backfill: KeyBackfillService,
    private readonly retiredKeyRoutes: RetiredKeyRoutesService,
    private readonly reencryption: ReencryptionService,
    private readonly vault: NumberVault,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * Runs the rotation. Safe to stop at any point, to repeat and to run concurrently. Runs only on
   * request of an operator, because every replica must have the new key ring.
   * @throws NumberKeysOutdatedError
   */
  @ScheduledJob({ name: 'number-keys', everySeconds: 0 })
  async run(run: JobRun): Promise<RotationTally> {
    await this.registry.assertCurrent();
    // An operator requests each run, so each run retries all set-aside items.
    const items = await this.setAsides.begin('number-keys', 'all');
    const tally = {
      written: 0,
      reencrypted: 0,
      deleted: 0,
      cooling: 0,
      unreadable: 0,
      setAside: 0,
    };
    const added = await this.keysThat(({ state, id }) => state === 'known' && this.vault.has(id));
    if (added.length > 0) {
      this.logger.log(`routes are now also written under these keys: ${added.join(', ')}`);
      await this.keys.begin(added);
    }
    const filling = await this.keysThat(
      (key, current) => key.state === 'filling' && key.generation! > current.generation!,
    );
    for (const id of filling) await this.fill(id, run, items, tally);

    const written = await this.keysThat(
      (key, current) => isOlder(key, current) && WRITTEN.has(key.state),
    );
    if (written.length > 0) {
      this.logger.log(`nothing is written under these keys any more: ${written.join(', ')}`);
      await this.keys.retire(written);
    }
    // Includes retired keys, if they are in the ring: a replica with an old ring may have encrypted
    // data with them.
    const old = await this.keysThat(
      (key, current) => isOlder(key, current) && this.vault.has(key.id),
    );
    if (old.length > 0) await this.clear(old, run, items, tally);
    if (!run.signal.aborted) await items.forgetUntried();
    return { ...tally, setAside: items.setAside };
  }

  private async fill(
    keyId: number,
    run: JobRun,
    items: JobItems,
    tally: RotationTally,
  ): Promise<void> {
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const filled = await this.backfill.fill(keyId, run, items);
      if (!filled) return;
      tally.written += filled.written;
      Object.assign(tally, { cooling: filled.cooling, unreadable: filled.unreadable });
      if (filled.written > 0) continue;
      // New routes are written under the key from the start, so a complete backfill stays complete.
      if (filled.cooling + filled.unreadable === 0) await this.keys.completed(keyId);
      return;
    }
  }

  private async clear(
    old: number[],
    run: JobRun,
    items: JobItems,
    tally: RotationTally,
  ): Promise<void> {
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      // Deletes routes last: calls started from the app find a route by the old index until the
      // party is re-indexed.
      const reencrypted = await this.reencryption.reencrypt(old, run, items);
      const dropped = reencrypted && (await this.retiredKeyRoutes.drop(old, run, items));
      if (!dropped) return;
      tally.reencrypted += reencrypted.reencrypted;
      tally.deleted += dropped.deleted;
      tally.unreadable = reencrypted.unreadable + dropped.unreadable;
      if (reencrypted.reencrypted + dropped.deleted > 0) continue;
      if (tally.unreadable === 0) await this.keys.retired(old);
      return;
    }
  }

  private async keysThat(
    matches: (key: NumberKeyRow, current: NumberKeyRow) => boolean,
  ): Promise<number[]> {
    const known = await this.registry.all();
    const current = known.find(({ id }) => id === this.vault.currentKeyId)!;
    return known
      .filter((key) => key.id !== current.id && matches(key, current))
      .map(({ id }) => id);
  }
}

const WRITTEN: ReadonlySet<NumberKeyState> = new Set(['filling', 'complete']);

/** Whether the key came into use before the first key of the ring. */
const isOlder = ({ generation }: NumberKeyRow, current: NumberKeyRow): boolean =>
  generation !== null && generation < current.generation!;
