import { Group, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Status } from '../../components/badge.js';
import { List } from '../../components/list.js';
import type { Column } from '../../components/table.js';
import { inWords, percent } from '../../words/texts.js';
import { readLoad } from './load.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

type NumberOfPool = Schemas['NumberLoad'] & {
  /** Its calls of the last 24 hours; undefined if there were none, or the key may not read calls. */
  sums?: Schemas['CallSums'] | undefined;
};

/** The numbers of a pool with their states, health and results, and what an operator can do. */
export function Numbers({ pool }: { pool: string }) {
  const can = useCan();
  const load = async (page: { limit: number; cursor?: string }) => {
    const { items, nextCursor } = await readLoad(pool, page);
    return {
      items: can('calls:read') ? await withResults(pool, items) : items,
      nextCursor,
    };
  };
  const columns: Column<NumberOfPool>[] = [
    { title: 'Number', cell: ({ msisdn }) => msisdn },
    { title: 'State', cell: ({ state }) => <Status of={state} /> },
    { title: '8x8 status', cell: ({ operationalStatus }) => <Status of={operationalStatus} /> },
    {
      title: 'Health',
      cell: ({ health }) =>
        health?.isHealthy === undefined || health.isHealthy === null
          ? '–'
          : health.isHealthy
            ? 'healthy'
            : 'unhealthy',
    },
    { title: 'Active', cell: ({ active }) => inWords(active), isNumber: true },
    { title: 'Weight', cell: ({ weight }) => weight, isNumber: true },
    ...(can('calls:read') ? resultColumns : []),
    ...(can('pools:write')
      ? [{ title: 'Change', cell: (number: NumberOfPool) => <Changes of={number} /> }]
      : []),
  ];
  return (
    <List<NumberOfPool>
      label={`Numbers of ${pool}`}
      queryKey={['numbers', pool]}
      load={load}
      keyOf={({ msisdn }) => msisdn}
      empty="The pool has no numbers. Add them, or sync with 8x8."
      columns={columns}
    />
  );
}

const resultColumns: Column<NumberOfPool>[] = [
  {
    title: 'Answered, 24 h',
    cell: ({ sums }) => (sums ? percent(sums.answerRate) : '–'),
    isNumber: true,
  },
  {
    title: 'MOS, 24 h',
    cell: ({ sums }) => sums?.meanMos?.toFixed(1) ?? '–',
    isNumber: true,
  },
];

/** Adds to each number the results of its calls of the last 24 hours, in full hours. */
async function withResults(
  pool: string,
  numbers: readonly Schemas['NumberLoad'][],
): Promise<NumberOfPool[]> {
  if (numbers.length === 0) return [];
  const to = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  const { items } = await answerOf(
    api.GET('/v1/stats/calls', {
      params: {
        query: {
          from: new Date(to - DAY_MS).toISOString(),
          to: new Date(to).toISOString(),
          groupBy: 'virtualNumber',
          pool,
          virtualNumbers: numbers.map(({ msisdn }) => msisdn).join(','),
          limit: numbers.length,
        },
      },
    }),
  );
  return numbers.map((number) => ({
    ...number,
    sums: items.find(({ key }) => key === number.msisdn),
  }));
}

function Changes({ of: { msisdn, state, weight } }: { of: NumberOfPool }) {
  const [next, setNext] = useState<number | string>(weight);
  const change = (body: Schemas['UpdateVirtualNumberInput']) =>
    answerOf(api.PATCH('/v1/virtual-numbers/{msisdn}', { params: { path: { msisdn } }, body }));
  return (
    <Group gap={4} wrap="nowrap">
      {state !== 'enabled' && (
        <Action
          label="Enable"
          explanation={`${msisdn} gets new bookings again.`}
          run={() => change({ state: 'enabled' })}
        />
      )}
      {state === 'enabled' && (
        <Action
          label="Drain"
          explanation={`${msisdn} gets no new bookings. Its present bookings stay callable.`}
          run={() => change({ state: 'draining' })}
        />
      )}
      {state !== 'disabled' && (
        <Action
          label="Disable"
          color="red.9"
          explanation={`Nobody can call ${msisdn} from now on, not even the parties of its present bookings.`}
          run={() => change({ state: 'disabled' })}
        />
      )}
      <Action
        label="Weight"
        explanation={`A number of weight 2 gets twice as many bookings as one of weight 1.`}
        isReady={typeof next === 'number'}
        run={() => change({ weight: Number(next) })}
      >
        <NumberInput
          label={`Weight of ${msisdn}`}
          value={next}
          onChange={setNext}
          min={1}
          max={100}
          allowDecimal={false}
        />
      </Action>
    </Group>
  );
}
