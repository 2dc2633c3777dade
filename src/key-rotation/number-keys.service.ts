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
  /** Routes and PINs that were written once more, under the new key. */
  written: number;
  /** Cipher texts and indexes that were given the new key. */
  reencrypted: number;
  /** Routes and PINs of old keys that were taken away. */
  deleted: number;
  /** What stands in the way of the next step: routes of replaced parties that have to cool down first. */
  cooling: number;
  /** The same: what does not open or cannot be written. It is set aside, and left as it is. */
  unreadable: number;
  setAside: number;
};

/** After this many rounds the rest is left to the next run. */
const MAX_ROUNDS = 5;

/**
 * Rotates the keys, as far as the ring of this process says (ADR 12). Keys behind the first that are
 * new come into use, beside it; keys that came into use before the first go.
 */
@Injectable()
export class NumberKeysService {
  private readonly logger = new Logger(NumberKeysService.name);

  constructor(
    private readonly registry: NumberKeyRegistry,
    private readonly keys: NumberKeyRepository,
    private readonly twins: KeyBackfillService,
    private readonly retiredKeyRoutes: RetiredKeyRoutesService,
    private readonly reencryption: ReencryptionService,
    private readonly vault: NumberVault,
    private readonly setAsides: SetAsideService,
  ) {}

  /**
   * It may be stopped anywhere and run again, or twice at once. Only when an operator asks for it: it relies
   * on every replica having the new ring. @throws NumberKeysOutdatedError
   */
  @ScheduledJob({ name: 'number-keys', everySeconds: 0 })
  async run(run: JobRun): Promise<RotationTally> {
    await this.registry.assertCurrent();
    // An operator asks for each run, so each run tries everything again.
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
      this.logger.log(`routes are written under these keys too now: ${added.join(', ')}`);
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
      this.logger.log(`nothing more is written with these keys: ${written.join(', ')}`);
      await this.keys.retire(written);
    }
    // Also what a replica that was left behind has encrypted with a retired key, if we have that.
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
      const filled = await this.twins.fill(keyId, run, items);
      if (!filled) return;
      tally.written += filled.written;
      Object.assign(tally, { cooling: filled.cooling, unreadable: filled.unreadable });
      if (filled.written > 0) continue;
      // New routes have it from the start, so what a round finds complete stays so.
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
      // Routes last: until a party has its new index, calls from the app find its route by the old one.
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

/** In use before the first of the ring. */
const isOlder = ({ generation }: NumberKeyRow, current: NumberKeyRow): boolean =>
  generation !== null && generation < current.generation!;
