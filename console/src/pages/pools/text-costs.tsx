import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Data } from '../../components/data.js';
import { Link } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { inWords } from '../../words/texts.js';

type Sums = Schemas['MessageSums'];

/** Months that are shown, with the current one. */
const MONTHS = 6;

/** Returns the span from the first of those months to the end of the current one, in UTC. */
function span(): { from: string; to: string } {
  const now = new Date();
  const month = (ahead: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead)).toISOString();
  return { from: month(1 - MONTHS), to: month(1) };
}

/** Texts of a pool and what 8x8 charges for them, by month. */
export function TextCosts({ pool }: { pool: string }) {
  const can = useCan();
  const { from, to } = span();
  const stats = useQuery({
    queryKey: ['pool', pool, 'texts', from],
    queryFn: () =>
      answerOf(
        api.GET('/v1/stats/messages', { params: { query: { from, to, groupBy: 'month', pool } } }),
      ),
    staleTime: 60_000,
    enabled: can('messages:read'),
  });
  if (!can('messages:read')) return null;
  return (
    <Section
      title="Texts by month"
      actions={
        <Link to="/messages" query={{ pool }}>
          Texts of this pool
        </Link>
      }
    >
      <Data of={stats}>
        {({ items }) => (
          <Table
            label={`Texts of ${pool} by month`}
            items={items.toReversed()}
            keyOf={({ key }) => key ?? ''}
            empty={`The pool had no texts in the last ${MONTHS} months.`}
            columns={[
              { title: 'Month (UTC)', cell: ({ key }) => key },
              { title: 'Texts', cell: ({ messages }) => inWords(messages), isNumber: true },
              { title: 'Taken', cell: ({ forwarded }) => inWords(forwarded), isNumber: true },
              { title: 'Arrived', cell: ({ delivered }) => inWords(delivered), isNumber: true },
              { title: 'Refused', cell: ({ refused }) => inWords(refused), isNumber: true },
              { title: 'Failed', cell: (one) => inWords(one.failed + one.unknown), isNumber: true },
              { title: 'SMS parts', cell: ({ parts }) => inWords(parts), isNumber: true },
              { title: 'Cost of arrivals', cell: (one) => costs(one, 'inbound'), isNumber: true },
              { title: 'Cost of sending', cell: (one) => costs(one, 'outbound'), isNumber: true },
            ]}
          />
        )}
      </Data>
    </Section>
  );
}

/** Amounts of different currencies are not added. */
const costs = ({ costs: all }: Sums, of: 'inbound' | 'outbound'): string =>
  all
    .filter((one) => one[of] > 0)
    .map((one) => `${one[of].toFixed(2)} ${one.currency ?? ''}`.trim())
    .join(', ') || '–';
