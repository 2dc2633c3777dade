import { setTimeout as pause } from 'node:timers/promises';
import { textAt } from '../checker/read.js';
import { Calls } from './calls.js';
import { between, oneOf } from './chance.js';
import type { Client } from './client.js';
import { Rides, type People } from './rides.js';

/** Bookings in progress, and milliseconds between two calls of people without a booking. */
const RIDES = 3;
const STRANGER_EVERY = 250;
/** Milliseconds between the first bookings: new processes are slow until their code is compiled. */
const APART = 300;
const BLOCK_EVERY = 700;

/** A bounded load: rides, strangers who dial any number, and blocks that come and go. */
export class Load {
  private readonly running = new Set<Promise<unknown>>();
  private readonly calls: Calls;
  readonly rides: Rides;
  private isOver = false;
  /** What went wrong in the load itself. */
  readonly failures: unknown[] = [];

  constructor(
    private readonly client: Client,
    private readonly numbers: readonly string[],
    private readonly people: People,
  ) {
    const background = (work: Promise<unknown>) => this.background(work);
    this.calls = new Calls(client, background);
    this.rides = new Rides(client, this.calls, people, background);
  }

  start(): void {
    for (let at = 0; at < RIDES; at += 1) {
      this.background(this.again(() => this.rides.one(), at * APART));
    }
    this.background(this.again(() => this.stranger()));
    this.background(this.again(() => this.block()));
  }

  /** Ends the load, and waits until everything that it began has been answered or given up. */
  async end(): Promise<void> {
    this.isOver = true;
    while (this.running.size > 0) await Promise.all(this.running);
    if (this.failures.length > 0) throw this.failures[0];
  }

  private async again(work: () => Promise<void>, after = 0): Promise<void> {
    await pause(after);
    while (!this.isOver) await work();
  }

  private background(work: Promise<unknown>): void {
    const tracked: Promise<unknown> = work
      .catch((error: unknown) => this.failures.push(error))
      .finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  private async stranger(): Promise<void> {
    await pause(STRANGER_EVERY);
    const { riders, drivers } = this.people;
    this.background(this.calls.place(oneOf([...riders, ...drivers]), oneOf(this.numbers)));
  }

  private async block(): Promise<void> {
    await pause(BLOCK_EVERY);
    const [blocked, from] = [oneOf(this.people.riders), oneOf(this.people.drivers)];
    const body = { pool: 'rides', blocked, blockedFrom: from };
    const message = { method: 'POST', path: '/v1/blocks', body };
    const answer = await this.client.admin('block', { blocked, from }, message);
    const block = textAt(answer?.body, 'id');
    if (block === undefined) return;
    await pause(between(500, 2_500));
    const removal = { method: 'DELETE', path: `/v1/blocks/${block}` };
    await this.client.admin('unblock', { block, blocked, from }, removal);
  }
}
