import { Group, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFilters } from '../app/router.js';
import { FilterField, TimeFilter } from './filters.js';

/** What calls and texts can be filtered by; absent: not filtered. */
export interface RecordCriteria<Outcome extends string> {
  pool?: string;
  virtualNumber?: string;
  outcome?: Outcome;
  from?: string;
  to?: string;
}

/** Returns the filters of calls or texts in the URL. An unknown outcome is ignored. */
export function useRecordCriteria<Outcome extends string>(
  outcomes: readonly Outcome[],
): RecordCriteria<Outcome> {
  const [query] = useFilters();
  const given = (name: string) => query.get(name) ?? '';
  const [pool, virtualNumber] = [given('pool'), given('virtualNumber')];
  const [from, to] = [given('from'), given('to')];
  const outcome = outcomes.find((each) => each === query.get('outcome'));
  return {
    ...(pool && { pool }),
    ...(virtualNumber && { virtualNumber }),
    ...(outcome && { outcome }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

interface FiltersProps<Outcome extends string> {
  criteria: RecordCriteria<Outcome>;
  outcomes: readonly Outcome[];
  /** More fields. */
  children?: ReactNode;
}

/** The fields of these filters. */
export function RecordFilters<Outcome extends string>({
  criteria: { pool, virtualNumber, outcome, from, to },
  outcomes,
  children,
}: FiltersProps<Outcome>) {
  const [, setFilter] = useFilters();
  return (
    <Group align="end" mb="md" gap="sm">
      <FilterField label="Pool" name="pool" value={pool} onChange={setFilter} />
      <FilterField
        label="Virtual number"
        name="virtualNumber"
        value={virtualNumber}
        onChange={setFilter}
      />
      <Select
        label="Outcome"
        data={[...outcomes]}
        value={outcome ?? null}
        onChange={(value) => setFilter('outcome', value)}
        clearable
        w={140}
      />
      {children}
      <TimeFilter label="From" name="from" value={from} onChange={setFilter} />
      <TimeFilter label="To" name="to" value={to} onChange={setFilter} />
    </Group>
  );
}
