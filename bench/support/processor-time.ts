import { readdirSync, readFileSync } from 'node:fs';

/** A clock tick of `/proc`, as Linux has it on all machines of today. */
const TICK_MS = 10;

interface ProcessState {
  parent: number;
  /** Of the process, and of those it started that have ended. */
  milliseconds: number;
}

function stateOf(pid: number): ProcessState | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended; its parent has its time.
    return undefined;
  }
  // The name, in brackets, may hold spaces. What follows: state, parent, …; see proc_pid_stat(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), milliseconds: ticks * TICK_MS };
}

export const parentOf = (pid: number): number => stateOf(pid)!.parent;

/** Milliseconds of processor time that a process and its children have used, ended ones included. */
export function processorTime(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => stateOf(Number(name)))
    .filter((state) => state?.parent === pid);
  return [stateOf(pid), ...children].reduce((sum, state) => sum + (state?.milliseconds ?? 0), 0);
}
