import { parseArgs } from 'node:util';

/** The options of a benchmark, each also as an environment variable in capitals: `--rounds 5` or `ROUNDS=5`. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    rates: { type: 'string' },
    connections: { type: 'string' },
    only: { type: 'string' },
    parts: { type: 'string' },
    bookings: { type: 'string' },
    routes: { type: 'string' },
    minutes: { type: 'string' },
  },
});
type Option = keyof typeof values;

const text = (name: Option): string | undefined => values[name] ?? process.env[name.toUpperCase()];

export const numberOption = (name: Option, standard: number): number =>
  Number(text(name) ?? standard);

export const listOption = (name: Option, standard: readonly string[]): readonly string[] =>
  text(name)?.split(',') ?? standard;
