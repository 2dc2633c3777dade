import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { Data } from '../../components/data.js';
import { Link } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { inWords, percent } from '../../words/texts.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const SHOWN = 5;
/** Fewer calls say little about a number. */
const MIN_CALLS = 3;

/** Returns the last 24 hours, in full hours so that the request stays the same for an hour. */
function lastDay(): { from: string; to: string } {
  const to = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  return { from: new Date(to - DAY_MS).toISOString(), to: new Date(to).toISOString() };
}

/** Returns the statistics of the last day by virtual number. */
export function useNumberStats(pool?: string) {
  const { from, to } = lastDay();
  return useQuery({
    queryKey: ['number-stats', from, pool],
    queryFn: () =>
      answerOf(
        api.GET('/v1/stats/calls', {
          params: { query: { from, to, groupBy: 'virtualNumber', ...(pool && { pool }) } },
        }),
      ),
    refetchInterval: 60_000,
  });
}

/** The virtual numbers with the lowest answer rates of the last 24 hours. */
export function WorstNumbers() {
  const stats = useNumberStats();
  return (
    <Section title="Worst numbers of the last 24 hours">
      <Data of={stats}>
        {({ items }) => (
          <Table
            label="Virtual numbers with the lowest answer rates"
            items={worstOf(items)}
            keyOf={({ key }) => key ?? ''}
            empty={`No number had ${MIN_CALLS} calls that could be answered.`}
            columns={[
              {
                title: 'Number',
                cell: ({ key }) => (
                  <Link to="/calls" query={{ virtualNumber: key ?? '' }}>
                    {key}
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
        )}
      </Data>
    </Section>
  );
}

const worstOf = (items: readonly Schemas['CallSums'][]): Schemas['CallSums'][] =>
  items
    .filter(
      ({ key, answerRate, calls }) => key !== null && answerRate !== null && calls >= MIN_CALLS,
    )
    .toSorted((a, b) => a.answerRate! - b.answerRate! || (a.meanMos ?? 5) - (b.meanMos ?? 5))
    .slice(0, SHOWN);
