import { useQuery } from '@tanstack/react-query';
import { Text } from '@mantine/core';
import { answerOf, api } from '../../api/client.js';
import { Data } from '../../components/data.js';
import { Link } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { inWords, percent } from '../../words/texts.js';

const SHOWN = 5;

/** The virtual numbers with the lowest answer rates of the last 24 hours. */
export function WorstNumbers() {
  const worst = useQuery({
    queryKey: ['worst-numbers'],
    queryFn: () =>
      answerOf(api.GET('/v1/stats/calls/worst-numbers', { params: { query: { limit: SHOWN } } })),
    refetchInterval: 60_000,
  });
  return (
    <Section title="Worst numbers of the last 24 hours">
      <Data of={worst}>
        {({ items, calls, since }) => (
          <>
            <Table
              label="Virtual numbers with the lowest answer rates"
              items={items}
              keyOf={({ virtualNumber }) => virtualNumber}
              empty="No number had three calls that could be answered."
              columns={[
                {
                  title: 'Number',
                  cell: ({ virtualNumber }) => (
                    <Link to="/calls" query={{ virtualNumber }}>
                      {virtualNumber}
                    </Link>
                  ),
                },
                { title: 'Answered', cell: (one) => percent(one.answerRate), isNumber: true },
                {
                  title: 'Quality (MOS)',
                  cell: (one) => one.meanMos?.toFixed(1) ?? '–',
                  isNumber: true,
                },
                { title: 'Calls', cell: (one) => inWords(one.calls), isNumber: true },
              ]}
            />
            <Text size="xs" mt="xs">
              Of {inWords(calls)} calls since <Time at={since} />.
            </Text>
          </>
        )}
      </Data>
    </Section>
  );
}
