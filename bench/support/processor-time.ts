import { readdirSync, readFileSync } from 'node:fs';

/** A clock tick of `/proc`; 10 ms on all current Linux machines. */
const TICK_MS = 10;

interface ProcessState {
  parent: number;
  /** Milliseconds of all threads, including ended ones; a multiple of a tick. */
  own: number;
  /** Milliseconds of the children that have ended; a multiple of a tick. */
  endedChildren: number;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended; its time is counted with its parent.
    return undefined;
  }
}

const isId = (name: string): boolean => /^\d+$/.test(name);

function stateOf(pid: number): ProcessState | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name, in brackets, may contain spaces. It is followed by state, parent, …; see proc_pid_stat(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number) as [number, number, number, number];
  return {
    parent: Number(fields[1]),
    own: (ticks[0] + ticks[1]) * TICK_MS,
    endedChildren: (ticks[2] + ticks[3]) * TICK_MS,
  };
}

/** Returns the milliseconds of all living threads, from nanoseconds; 0 where the kernel does not count them. */
function threadTime(pid: number): number {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return 0;
  }
  return threads
    .map((thread) => read(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[0])
    .reduce((sum, nanoseconds) => sum + Number(nanoseconds ?? 0) / 1e6, 0);
}

export const parentOf = (pid: number): number => stateOf(pid)!.parent;

/**
 * Returns the processor time of a process and its descendants, including ended ones, in milliseconds.
 * A process that ends between two readings moves its time to its parent, so their difference is right.
 */
export function processorTime(pid: number): number {
  const states = new Map<number, ProcessState>();
  for (const name of readdirSync('/proc').filter(isId)) {
    const state = stateOf(Number(name));
    if (state) states.set(Number(name), state);
  }
  const timeOf = (id: number): number => {
    const { own, endedChildren } = states.get(id)!;
    let sum = Math.max(own, threadTime(id)) + endedChildren;
    for (const [child, { parent }] of states) if (parent === id) sum += timeOf(child);
    return sum;
  };
  return states.has(pid) ? timeOf(pid) : 0;
}
