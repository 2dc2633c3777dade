/**
 * How far a key has come (ADR 12). The database says it, not the ring of a process.
 *
 * known: in a ring; nothing is made with it · filling: every route is written under it too, and those
 * of before follow · complete: all routes have it, so numbers may be looked up by it · retiring: nothing
 * more is written with it, and what there is goes · retired: nothing is left of it
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
 * The keys under which every route has to be written now, and under no others; compared with what a
 * statement brings, so that a process that knows it no better can't write.
 */
export const WRITTEN_KEYS = `array(
  select id from number_key where state in ('filling', 'complete') order by id)`;

/** What is wrong with a ring; undefined: nothing. @param first and @param ids of the ring */
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
  `key ${id} can't be the first before the job number-keys has made it complete: put it behind`;

const NOT_FIRST: Faults = {
  known: early,
  filling: early,
  retiring: (id) => `key ${id} can't be the first: it is being retired`,
  retired: (id) => `key ${id} can't be the first: it has been retired`,
};
