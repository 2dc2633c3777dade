import type { Plan, Stand } from '../stand/stand.js';

/** Something that breaks while the load goes on. */
export interface Fault {
  /** For `--only`. */
  name: string;
  /** For the table: what happens. */
  title: string;
  plan: Plan;
  /** Says why it cannot be tried on this machine. */
  missing?(): string | undefined;
  /** Prepares what the plan needs, before the database is started. */
  prepare?(): void;
  /** Undoes `prepare`. */
  cleanUp?(): void;
  /** Breaks something, and resolves when the cause is over. */
  run(stand: Stand): Promise<void>;
}
