import { afterEach, expect, it, vi } from 'vitest';
import { Settings } from '../config/index.js';
import { OperatorLogger } from './operator-logger.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Returns the lines that a logger writes for several log entries. */
function written(production: boolean): string[] {
  const lines: string[] = [];
  const keep = (text: unknown): boolean => lines.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  const settings = Object.assign(new Settings(), {
    logLevel: 'info',
    logFormat: production ? 'json' : 'plain',
  });
  const logger = new OperatorLogger(settings);
  logger.log('listening', 'Maskline');
  logger.warn('GET /v1/pools → 500\nand a second line', 'Http');
  logger.error('it failed', new Error('it failed').stack, 'Http');
  logger.debug('not at this level', 'Http');
  logger.log('not of interest', 'RoutesResolver');
  vi.restoreAllMocks();
  return lines;
}

it('writes one line of JSON per entry in production, with time, level and context', () => {
  const lines = written(true);
  expect(lines).toHaveLength(3);
  const entries = lines.map((line) => {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    return JSON.parse(line) as Record<string, unknown>;
  });
  expect(entries.map(({ level, context }) => [level, context])).toEqual([
    ['log', 'Maskline'],
    ['warn', 'Http'],
    ['error', 'Http'],
  ]);
  expect(entries.every(({ timestamp }) => /^\d{4}-.*Z$/.test(String(timestamp)))).toBe(true);
});

it('writes plain text outside production', () => {
  expect(written(false).join('')).toMatch(/Maskline.*listening/);
});
