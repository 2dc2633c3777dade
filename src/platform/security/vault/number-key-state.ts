/**
 * The rotation state of a key (ADR 12). It is in the database, not in the ring of a process.
 *
 * - known: part of a ring, but not in use
 * - filling: new routes are dual-keyed with it, and older routes are backfilled
 * - complete: all routes have it, so numbers may be looked up by it
 * - retiring: no rows are written with it, and existing ones are removed or re-encrypted
 * - retired: no data of it is left
 */
export type NumberKeyState = 'known' | 'filling' | 'complete' | 'retiring' | 'retired';

export interface NumberKeyRow {
  id: number;
  check_value: Buffer;
  state: NumberKeyState;
  generation: number | null;
  created_at: Date;
}

/**
 * SQL expression: the keys under which every route must be written now, and no others. Statements
 * compare it with their own keys, so that a process with an outdated state cannot write.
 */
export const WRITTEN_KEYS = `array(
  select id from number_key where state in ('filling', 'complete') order by id)`;

/** Returns the fault of a ring, or undefined. @param ids of the keys in the order of the ring */
export function faultOf(
  ids: readonly number[],
  known: readonly Pick<NumberKeyRow, 'id' | 'state'>[],
): string | undefined {
  const missing = known.find(
    ({ id, state }) => !ids.includes(id) && state !== 'known' && state !== 'retired',
  );
  if (missing) return MISSING[missing.state]!(missing.id);
  const first = known.find(({ id }) => id === ids[0]);
  return first?.state === 'complete' ? undefined : NOT_FIRST[first?.state ?? 'known']!(ids[0]!);
}

type Faults = Partial<Record<NumberKeyState, (id: number) => string>>;

const MISSING: Faults = {
  filling: (id) => `it lacks key ${id}, which is coming into use`,
  complete: (id) => `it lacks key ${id}, which is in use`,
  retiring: (id) =>
    `it lacks key ${id}, which is needed until the job number-keys has found nothing left of it`,
};

const early = (id: number): string =>
  `key ${id} can't be the first before the job number-keys has made it complete: put it after the first key`;

const NOT_FIRST: Faults = {
  known: early,
  filling: early,
  retiring: (id) => `key ${id} can't be the first: it is being retired`,
  retired: (id) => `key ${id} can't be the first: it has been retired`,
};
