import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { Chart } from '../../components/chart.js';
import { Data } from '../../components/data.js';
import { Figure } from '../../components/figure.js';
import { Link } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { messageReasonInWords } from '../../words/message-texts.js';
import { inWords, percent } from '../../words/texts.js';

const MINUTES = 60;
type RecentMessages = Schemas['RecentMessages'];

/** Texts of the last hour by what became of them. */
export function TextTraffic() {
  const recent = useQuery({
    queryKey: ['recent-messages', MINUTES],
    queryFn: () =>
      answerOf(api.GET('/v1/stats/messages/recent', { params: { query: { minutes: MINUTES } } })),
    refetchInterval: LIVE_MS,
  });
  return (
    <Section title="Texts of the last hour" actions={<Link to="/messages">All</Link>}>
      <Data of={recent}>
        {(texts) => (
          <>
            <Figures texts={texts} />
            <TextsChart texts={texts} />
            <Reasons texts={texts} />
          </>
        )}
      </Data>
    </Section>
  );
}

type Count = Exclude<keyof RecentMessages['items'][number], 'minute'>;
const sumOf = ({ items }: RecentMessages, of: Count): number =>
  items.reduce((sum, minute) => sum + minute[of], 0);

function Figures({ texts }: { texts: RecentMessages }) {
  const forwarded = sumOf(texts, 'forwarded');
  const [forwarding, refused] = [sumOf(texts, 'forwarding'), sumOf(texts, 'refused')];
  const failed = sumOf(texts, 'failed');
  return (
    <div className="figures">
      <Figure
        label="Texts"
        value={inWords(forwarded + forwarding + refused + failed)}
        note="in 60 minutes"
      />
      <Figure
        label="Taken by 8x8"
        value={inWords(forwarded)}
        note={`${inWords(forwarding)} wait`}
      />
      <Figure
        label="Arrived"
        value={percent(forwarded === 0 ? null : sumOf(texts, 'delivered') / forwarded)}
        note="by receipts, of those taken"
      />
      <Figure label="Refused" value={inWords(refused)} note="reached nobody" />
      <Figure label="Failed" value={inWords(failed)} note="or of unknown outcome" />
    </div>
  );
}

const SERIES: readonly (readonly [label: string, color: string, of: Count])[] = [
  ['Taken by 8x8', '--mantine-color-teal-7', 'forwarded'],
  ['Refused', '--mantine-color-red-7', 'refused'],
  ['Failed', '--mantine-color-orange-7', 'failed'],
];

function TextsChart({ texts }: { texts: RecentMessages }) {
  const { items } = texts;
  const x = useMemo(() => items.map(({ minute }) => Date.parse(minute) / 1000), [items]);
  const series = useMemo(
    () =>
      SERIES.map(([label, color, of]) => ({
        label,
        color,
        values: items.map((minute) => minute[of]),
      })),
    [items],
  );
  const sums = SERIES.map(([label, , of]) => `${sumOf(texts, of)} ${label.toLowerCase()}`);
  return (
    <Chart label={`Texts per minute of the last hour: ${sums.join(', ')}`} x={x} series={series} />
  );
}

function Reasons({ texts: { refusals } }: { texts: RecentMessages }) {
  if (refusals.length === 0) return null;
  return (
    <Table
      label="Refused and failed texts of the last hour by reason"
      items={refusals}
      keyOf={({ reason }) => reason}
      empty=""
      columns={[
        {
          title: 'Why texts were not forwarded',
          cell: ({ reason }) => messageReasonInWords(reason),
        },
        {
          title: 'Reason',
          cell: ({ reason }) => (
            <Link to="/messages" query={{ reason }}>
              {reason}
            </Link>
          ),
        },
        { title: 'Texts', cell: ({ messages }) => inWords(messages), isNumber: true },
      ]}
    />
  );
}
