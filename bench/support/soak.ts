import { readFileSync } from 'node:fs';
import type { Contestant } from './contest.js';
import { round, table } from './report.js';
import { median, printVerdict } from './results.js';

/** Milliseconds between two looks at the memory. */
const EVERY = 5_000;
/** Minutes until the heap has found its size, and every statement has been planned. */
const SETTLING = 2;

export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Collects the resident memory of a process until `end`. */
export function watchMemory(pid: number): { samples: number[]; end: () => void } {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMegabytes(pid)), EVERY);
  return { samples, end: () => clearInterval(timer) };
}

/** Keeps a steady load for some minutes, and compares the minutes after the first two with each other. */
export async function soak(
  { target, run }: Contestant,
  pace: { rate: number; connections: number; minutes: number },
): Promise<void> {
  const { minutes, ...steady } = pace;
  const rows: { errors: number; median: number; p99: number; memory: number }[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const memory = watchMemory(target.server!.pid!);
    try {
      const measured = await run({ ...steady, seconds: 59, warmUpSeconds: 1 });
      rows.push({ ...measured, memory: median(memory.samples) });
    } finally {
      memory.end();
    }
  }
  console.log(`\n${minutes} minutes at ${pace.rate} calls a second\n`);
  console.log(
    table(
      rows.map((row, minute) => ({
        minute: minute + 1,
        'median ms': row.median.toFixed(2),
        'p99 ms': row.p99.toFixed(2),
        'resident memory, MB': round(row.memory),
        errors: row.errors,
      })),
    ),
  );
  console.log();
  printVerdict(
    'wrong answers, or none',
    rows.reduce((sum, { errors }) => sum + errors, 0),
    { atMost: 0 },
  );
  // Shorter runs show only that the soak itself works.
  const settled = rows.slice(rows.length > 2 * SETTLING ? SETTLING : 0);
  const third = Math.max(1, Math.floor(settled.length / 3));
  for (const [key, what, atMost] of [
    ['memory', 'resident memory', 1.05],
    ['median', 'median latency', 1.2],
    ['p99', 'p99 latency', 1.5],
  ] as const) {
    const [first, last] = [settled.slice(0, third), settled.slice(-third)].map((part) =>
      median(part.map((row) => row[key])),
    ) as [number, number];
    printVerdict(`${what}, last third / first third`, last / first, { atMost });
  }
}
