import { Progress } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.js';
import { PoolLink } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Figure } from '../../components/figure.js';
import { inWords } from '../../words/texts.js';
import { sumQuery } from '../pools/load.js';
import { WithMore } from '../pools/with-more.js';

/** The load of each pool, and of all of them. */
export function PoolsAtAGlance({ pools }: { pools: readonly Schemas['Pool'][] }) {
  const loads = useQueries({ queries: pools.map(({ name }) => sumQuery(name)) });
  const rows = pools.map(({ name }, at) => ({ name, load: loads[at]?.data }));
  const live = rows.reduce((sum, { load }) => sum + (load?.active ?? 0), 0);
  return (
    <Section title="Pools">
      <div className="figures">
        <Figure label="Live bookings" value={inWords(live)} note="on the virtual numbers below" />
      </div>
      <Table
        label="Load of the pools"
        items={rows}
        keyOf={({ name }) => name}
        empty=""
        columns={[
          { title: 'Pool', cell: ({ name }) => <PoolLink pool={name} /> },
          { title: 'Used', cell: ({ name, load }) => load && <Used name={name} load={load} /> },
          { title: 'Active', cell: ({ load }) => load && inWords(load.active), isNumber: true },
          { title: 'Cooling', cell: ({ load }) => load && inWords(load.cooling), isNumber: true },
          {
            title: 'Free places',
            cell: ({ load }) =>
              load && (load.freeCapacity === null ? 'no limit' : inWords(load.freeCapacity)),
            isNumber: true,
          },
          {
            title: 'Peak over mean',
            cell: ({ load }) => load?.peakOverMean?.toFixed(2) ?? '–',
            isNumber: true,
          },
          {
            title: 'With 20 % more bookings',
            cell: ({ load }) => load && <WithMore load={load} growth={1.2} />,
          },
        ]}
      />
    </Section>
  );
}

function Used({ name, load }: { name: string; load: Schemas['PoolLoad'] }) {
  const { active, freeCapacity } = load;
  if (freeCapacity === null) return <>–</>;
  const share = active + freeCapacity === 0 ? 100 : (active / (active + freeCapacity)) * 100;
  return (
    <Progress
      value={share}
      w={120}
      size="lg"
      color={share > 80 ? 'red.8' : 'cyan.8'}
      aria-label={`${name}: ${Math.round(share)} % used`}
    />
  );
}
