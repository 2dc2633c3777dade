import { readdirSync, readFileSync } from 'node:fs';

/** A clock tick of `/proc`; 10 ms on all current Linux machines. */
const TICK_MS = 10;

interface ProcessState {
  parent: number;
  /** Includes the children that have ended. */
  milliseconds: number;
}

function stateOf(pid: number): ProcessState | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended; its time is counted with its parent.
    return undefined;
  }
  // The name, in brackets, may contain spaces. It is followed by state, parent, …; see proc_pid_stat(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), milliseconds: ticks * TICK_MS };
}

export const parentOf = (pid: number): number => stateOf(pid)!.parent;

/** Returns the processor time of a process and its children, including ended ones, in milliseconds. */
export function processorTime(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => stateOf(Number(name)))
    .filter((state) => state?.parent === pid);
  return [stateOf(pid), ...children].reduce((sum, state) => sum + (state?.milliseconds ?? 0), 0);
}
