import { Group, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Status } from '../../components/badge.js';
import { List } from '../../components/list.js';
import type { Column } from '../../components/table.js';
import { percent } from '../../words/texts.js';
import { useNumberStats } from '../overview/worst-numbers.js';
import { loadQuery } from './load.js';

type VirtualNumber = Schemas['VirtualNumber'];

/** The numbers of a pool with their states, health and results, and what an operator can do. */
export function Numbers({ pool }: { pool: string }) {
  const can = useCan();
  const load = useQuery(loadQuery(pool));
  const columns: Column<VirtualNumber>[] = [
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
    {
      title: 'Active',
      cell: ({ msisdn }) =>
        load.data?.numbers.find((number) => number.msisdn === msisdn)?.active ?? '–',
      isNumber: true,
    },
    { title: 'Weight', cell: ({ weight }) => weight, isNumber: true },
    ...(can('calls:read') ? resultColumns : []),
    ...(can('pools:write')
      ? [{ title: 'Change', cell: (number: VirtualNumber) => <Changes of={number} /> }]
      : []),
  ];
  return (
    <List
      label={`Numbers of ${pool}`}
      queryKey={['numbers', pool]}
      load={(page) =>
        answerOf(api.GET('/v1/virtual-numbers', { params: { query: { pool, ...page } } }))
      }
      keyOf={({ msisdn }) => msisdn}
      empty="The pool has no numbers. Add them, or sync with 8x8."
      columns={columns}
    />
  );
}

const resultColumns: Column<VirtualNumber>[] = [
  {
    title: 'Answered, 24 h',
    cell: (number) => <Result of={number} show={({ answerRate }) => percent(answerRate)} />,
    isNumber: true,
  },
  {
    title: 'MOS, 24 h',
    cell: (number) => <Result of={number} show={({ meanMos }) => meanMos?.toFixed(1) ?? '–'} />,
    isNumber: true,
  },
];

interface ResultProps {
  of: VirtualNumber;
  show: (sums: Schemas['CallSums']) => string;
}

function Result({ of: { msisdn, pool }, show }: ResultProps) {
  const { data } = useNumberStats(pool);
  const sums = data?.items.find(({ key }) => key === msisdn);
  return <>{sums ? show(sums) : '–'}</>;
}

function Changes({ of: { msisdn, state, weight } }: { of: VirtualNumber }) {
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
