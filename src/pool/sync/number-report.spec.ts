import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { CarrierNumber } from '../../eightxeight/index.js';
import { NumberReports } from './number-report.js';

const report = (fields: Partial<CarrierNumber>): CarrierNumber => ({
  msisdn: '+6568332048',
  operationalStatus: undefined,
  countryCode: undefined,
  referenceId: undefined,
  numberType: undefined,
  isHealthy: undefined,
  healthStatus: undefined,
  healthCheckedAt: undefined,
  updatedAt: undefined,
  ...fields,
});

const collected = (reports: readonly CarrierNumber[]): CarrierNumber[] => {
  const all = new NumberReports();
  for (const one of reports) all.add(one);
  return [...all.chunks(100)].flat();
};

describe('reports of one number', () => {
  const anyReport = fc
    .record({
      operationalStatus: fc.constantFrom('Active', 'Unhealthy', 'Expiring', 'Inactive', 'Sleepy'),
      isHealthy: fc.constantFrom(true, false, undefined),
      referenceId: fc.constantFrom('a', 'b', undefined),
      updatedAt: fc.constantFrom(undefined, new Date(1e12), new Date(2e12)),
    })
    .map(report);

  it('give the same result in any order and with repetitions', () => {
    fc.assert(
      fc.property(
        fc.array(anyReport, { minLength: 1 }),
        fc.infiniteStream(fc.nat()),
        (all, draws) => {
          const shuffled = all
            .flatMap((one) => [one, one])
            .map((one) => ({ one, at: draws.next().value as number }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ one }) => one);
          expect(collected(shuffled)).toEqual(collected(all));
        },
      ),
    );
  });

  it('give the newest report', () => {
    const newest = report({ operationalStatus: 'Active', updatedAt: new Date(2e12) });
    const older = report({ operationalStatus: 'Inactive', updatedAt: new Date(1e12) });
    expect(collected([newest, older, report({ operationalStatus: 'Inactive' })])).toEqual([newest]);
  });

  it('of the same time give the status that takes fewer bookings, such as a failed health check', () => {
    const active = report({ operationalStatus: 'Active', isHealthy: true });
    const sick = report({ operationalStatus: 'Active', isHealthy: false });
    expect(collected([sick, active])).toEqual([sick]);
  });
});
