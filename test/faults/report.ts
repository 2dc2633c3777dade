import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Figures } from './figures.js';

const DOCUMENT = 'docs/reliability.md';
const MARKS = [
  '<!-- figures: written by npm run test:faults -->',
  '<!-- end of figures -->',
] as const;

/** Writes the figures of a whole run into docs/reliability.md. */
export function writeTable(all: readonly Figures[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before = '', rest = ''] = text.split(MARKS[0]);
  const [, after = ''] = rest.split(MARKS[1]);
  const table = [HEAD, ...all.map(rowOf)].join('\n');
  const machine = `Measured on ${cpus().length} cores (${cpus()[0]?.model.trim()}), with the load on the same cores.`;
  writeFileSync(
    DOCUMENT,
    `${before}${MARKS[0]}\n\n${machine}\n\n${aligned(table)}\n\n${MARKS[1]}${after}`,
  );
}

const HEAD = [
  '| fault | requests checked | call handles | connected | slowest callflow, ms | "try again later" | lost with a replica | normal after, s | wrong or lost |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
].join('\n');

function rowOf(figures: Figures): string {
  const { title, skipped, requests, calls, connected, violations } = figures;
  const { tryAgainLater, lostWithReplica } = figures;
  if (skipped !== undefined) return `| ${title} | not tried: ${skipped} | | | | | | | |`;
  const slowest = Math.round(figures.slowestCallflow);
  const normal = figures.normalAfter.toFixed(1);
  return `| ${title} | ${requests} | ${calls} | ${connected} | ${slowest} | ${tryAgainLater} | ${lostWithReplica} | ${normal} | ${violations.length} |`;
}

/** Pads the cells, as prettier does. */
function aligned(table: string): string {
  const rows = table.split('\n').map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length), 3));
  return rows
    .map((row) =>
      widths
        .map((width, at) => {
          const cell = row[at] ?? '';
          return cell === '---' ? '-'.repeat(width) : cell.padEnd(width);
        })
        .join(' | '),
    )
    .map((row) => `| ${row} |`)
    .join('\n');
}
