import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { useSeesAllPools } from '../../app/session.js';
import { Chart } from '../../components/chart.js';
import { Data } from '../../components/data.js';
import { Figure } from '../../components/figure.js';
import { CallLink, Link, PoolLink } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { listCalls } from '../calls/list-calls.js';
import { inWords, percent, reasonInWords } from '../../words/texts.js';
import { Text } from '@mantine/core';

const MINUTES = 60;
type RecentCalls = Schemas['RecentCalls'];

/** Calls of the last hour, and how fast they were answered. */
export function Traffic() {
  const seesAllPools = useSeesAllPools();
  const recent = useQuery({
    queryKey: ['recent-calls', MINUTES],
    queryFn: () =>
      answerOf(api.GET('/v1/stats/calls/recent', { params: { query: { minutes: MINUTES } } })),
    refetchInterval: LIVE_MS,
  });
  const latency = useQuery({
    queryKey: ['latency'],
    queryFn: () => answerOf(api.GET('/v1/stats/call-handles')),
    refetchInterval: LIVE_MS,
    enabled: seesAllPools,
  });
  return (
    <Section title="Calls of the last hour" actions={<Link to="/calls">All</Link>}>
      <Data of={recent}>
        {(calls) => (
          <>
            <Figures calls={calls} latency={latency.data} />
            <CallsChart calls={calls} />
            <Refusals calls={calls} />
          </>
        )}
      </Data>
    </Section>
  );
}

const sumOf = (
  { items }: RecentCalls,
  of: 'connected' | 'refused' | 'asked' | 'answered',
): number => items.reduce((sum, minute) => sum + minute[of], 0);

interface FiguresProps {
  calls: RecentCalls;
  latency: Schemas['CallHandleLatency'] | undefined;
}

function Figures({ calls, latency }: FiguresProps) {
  const connected = sumOf(calls, 'connected');
  const refused = sumOf(calls, 'refused');
  const all = connected + refused + sumOf(calls, 'asked');
  const answered = sumOf(calls, 'answered');
  const ms = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : `≤ ${value} ms`;
  return (
    <div className="figures">
      <Figure label="Calls" value={inWords(all)} note="in 60 minutes" />
      <Figure
        label="Connected"
        value={percent(all === 0 ? null : connected / all)}
        note={`${inWords(connected)} calls`}
      />
      <Figure
        label="Answered"
        value={percent(connected === 0 ? null : answered / connected)}
        note="of the connected calls"
      />
      <Figure label="Refused" value={inWords(refused)} note="nobody was reached" />
      {latency && (
        <Figure
          label="Call handles, p99"
          value={ms(latency.p99Ms)}
          note={`median ${ms(latency.p50Ms)}, this replica`}
        />
      )}
    </div>
  );
}

function CallsChart({ calls }: { calls: RecentCalls }) {
  const { items: minutes } = calls;
  const x = useMemo(() => minutes.map(({ minute }) => Date.parse(minute) / 1000), [minutes]);
  const series = useMemo(
    () => [
      {
        label: 'Connected',
        color: '--mantine-color-teal-7',
        values: minutes.map(({ connected }) => connected),
      },
      {
        label: 'Refused',
        color: '--mantine-color-red-7',
        values: minutes.map(({ refused }) => refused),
      },
      {
        label: 'Asked for a PIN',
        color: '--mantine-color-blue-6',
        values: minutes.map(({ asked }) => asked),
      },
    ],
    [minutes],
  );
  const label = `Calls per minute of the last hour: ${sumOf(calls, 'connected')} connected, ${sumOf(calls, 'refused')} refused, ${sumOf(calls, 'asked')} asked for a PIN`;
  return <Chart label={label} x={x} series={series} />;
}

function Refusals({ calls }: { calls: RecentCalls }) {
  if (calls.refusals.length === 0) return null;
  return (
    <Table
      label="Refused calls of the last hour by reason"
      items={calls.refusals}
      keyOf={({ reason }) => reason}
      empty=""
      columns={[
        { title: 'Why calls were refused', cell: ({ reason }) => reasonInWords(reason) },
        { title: 'Reason', cell: ({ reason }) => reason },
        { title: 'Calls', cell: (one) => inWords(one.calls), isNumber: true },
      ]}
    />
  );
}

/** The last refused calls, with the reason in words: support asks for them most. */
export function LastRefusals() {
  const refused = useQuery({
    queryKey: ['calls', 'last-refused'],
    queryFn: () => listCalls({ outcome: 'refused', limit: 8 }),
    refetchInterval: LIVE_MS,
  });
  return (
    <Section
      title="Last refused calls"
      actions={
        <Link to="/calls" query={{ outcome: 'refused' }}>
          All
        </Link>
      }
    >
      <Data of={refused}>
        {({ items }) => (
          <Table
            label="Last refused calls"
            items={items}
            keyOf={({ sessionId }) => sessionId}
            empty="No call was refused lately."
            columns={[
              { title: 'Time', cell: ({ createdAt }) => <Time at={createdAt} /> },
              { title: 'Call', cell: ({ sessionId }) => <CallLink id={sessionId} /> },
              { title: 'Caller', cell: ({ caller }) => caller.role ?? caller.phoneNumber ?? '–' },
              { title: 'Pool', cell: ({ pool }) => <PoolLink pool={pool} /> },
              {
                title: 'Why',
                cell: ({ reason }) => <Text size="sm">{reasonInWords(reason)}</Text>,
              },
            ]}
          />
        )}
      </Data>
    </Section>
  );
}
