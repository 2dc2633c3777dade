import { Injectable, Logger } from '@nestjs/common';
import { jobItemsSetAside, jobSetAside } from '../../observability/index.js';
import {
  decodeCursor,
  isTimePosition,
  type Page,
  type PageQuery,
  toPage,
} from '../../rest/index.js';
import { type Integer, isPlainId, NUMBER_LIKE } from '../../values/index.js';
import { JobItems } from './job-items.js';
import { JobRegistry } from '../job-registry.js';
import { JobNotFoundError } from '../job.errors.js';
import { SetAsideRepository, type SetAsideRow } from './set-aside.repository.js';

/** An item that a job could not process and skips. */
export interface SetAsideResponse {
  /** Kind and ID, for example `booking:019ab1f4-6f0c-7c1e-9d0b-6a3f4f1f6f10`. */
  item: string;
  /** Class, code and constraint of the error. */
  reason: string;
  /** Number of failures. */
  times: Integer;
  firstAt: Date;
  lastAt: Date;
  /** The first run after this time retries the item. */
  nextTryAt: Date;
}

export interface SetAsideRetryResponse {
  /** Number of items that the next run retries. */
  items: Integer;
}

/** Stores the items that jobs set aside, and lists them for operators. */
@Injectable()
export class SetAsideService {
  private readonly logger = new Logger(SetAsideService.name);

  constructor(
    private readonly repository: SetAsideRepository,
    private readonly registry: JobRegistry,
  ) {}

  /**
   * Returns the items for a new run of a job.
   * @param retries `all`: this run retries all set-aside items, due or not
   */
  async begin(job: string, retries: 'due' | 'all' = 'due'): Promise<JobItems> {
    const known = await this.repository.known(job);
    const store = {
      put: (item: string, reason: string) => this.put(job, item, reason),
      forget: (items: readonly string[]) => this.repository.forget(job, items),
    };
    return new JobItems(
      store,
      known.map(({ item, is_due }) => ({ item, isDue: is_due || retries === 'all' })),
    );
  }

  /** Lists set-aside items, newest first. @throws JobNotFoundError, InvalidCursorError */
  async list(job: string, { limit, cursor }: PageQuery): Promise<Page<SetAsideResponse>> {
    this.assertExists(job);
    const position = decodeCursor(cursor, isTimePosition(/^[a-z_.-]+:./s));
    const [time, ...item] = position?.split('|') ?? [];
    const after = time === undefined ? [] : [time, item.join('|')];
    const rows = await this.repository.list(job, after, limit + 1);
    return toPage(rows, limit, ({ position: at }) => at, toResponse);
  }

  /** Makes all set-aside items of a job due. @throws JobNotFoundError */
  async retry(job: string): Promise<SetAsideRetryResponse> {
    this.assertExists(job);
    return { items: await this.repository.retry(job) };
  }

  /** Sets the gauge of `/metrics`. Never throws. */
  async measure(): Promise<void> {
    try {
      const counts = new Map((await this.repository.counts()).map((row) => [row.job, row.items]));
      for (const { name } of this.registry.all()) {
        jobSetAside.set({ job_name: name }, counts.get(name) ?? 0);
      }
    } catch {
      // The next measurement may reach the database.
    }
  }

  private async put(job: string, item: string, reason: string): Promise<void> {
    const isWarning = await this.repository.put(job, item, reason);
    jobItemsSetAside.inc({ job_name: job });
    if (isWarning) this.logger.warn(`job ${job} set ${shownItem(item)} aside: ${reason}`);
  }

  private assertExists(job: string): void {
    if (!this.registry.get(job)) throw new JobNotFoundError();
  }
}

/**
 * Masks numbers in the id of a call (`call:…`, `call_leg.…:…`), because 8x8 may send any text as
 * id.
 */
function shownItem(item: string): string {
  const id = item.slice(item.indexOf(':') + 1);
  const isSafe = !item.startsWith('call') || isPlainId(id);
  return isSafe ? item : item.replaceAll(NUMBER_LIKE, '••••');
}

const toResponse = ({ item, reason, times, ...row }: SetAsideRow): SetAsideResponse => ({
  item: shownItem(item),
  reason,
  times,
  firstAt: row.first_at,
  lastAt: row.last_at,
  nextTryAt: row.next_try_at,
});
