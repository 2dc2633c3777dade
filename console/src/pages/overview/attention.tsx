import { List, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { useCan, useSeesAllPools } from '../../app/session.js';
import { Link, PoolLink } from '../../components/link.js';
import { Section } from '../../components/section.js';
import { inWords } from '../../words/texts.js';
import { sumQuery } from '../pools/load.js';

/** A pool is low if this share of its places, or fewer, is free. */
const LOW_SHARE = 0.2;
/** Milliseconds after which a job that has not started is late. */
const LATE_MS = 60_000;

interface Finding {
  key: string;
  text: ReactNode;
}

/** What an operator should look at, each with a link to where it is solved. */
export function Attention({ pools }: { pools: readonly Schemas['Pool'][] }) {
  const findings = [
    ...useLowPools(pools),
    ...heldSyncs(pools),
    ...useUnhealthyNumbers(),
    ...useDeadLetters(),
    ...useFailingSubscriptions(),
    ...useLateJobs(),
  ];
  return (
    <Section title="Needs attention">
      {findings.length === 0 ? (
        <Text size="sm">Nothing needs attention, as far as your key can see.</Text>
      ) : (
        <List size="sm" spacing={4}>
          {findings.map(({ key, text }) => (
            <List.Item key={key}>{text}</List.Item>
          ))}
        </List>
      )}
    </Section>
  );
}

function useLowPools(pools: readonly Schemas['Pool'][]): Finding[] {
  const loads = useQueries({ queries: pools.map(({ name }) => sumQuery(name)) });
  return loads.flatMap(({ data }) => {
    if (!data) return [];
    const { pool, freeCapacity, active, usableNumbers } = data;
    if (usableNumbers === 0) {
      return [
        {
          key: `empty ${pool}`,
          text: (
            <>
              <PoolLink pool={pool} /> has no usable number.
            </>
          ),
        },
      ];
    }
    if (freeCapacity === null || freeCapacity > (freeCapacity + active) * LOW_SHARE) return [];
    return [
      {
        key: `low ${pool}`,
        text: (
          <>
            <PoolLink pool={pool} /> has room for {inWords(freeCapacity)} more bookings.
          </>
        ),
      },
    ];
  });
}

const heldSyncs = (pools: readonly Schemas['Pool'][]): Finding[] =>
  pools
    .filter(({ heldSync }) => heldSync !== null)
    .map(({ name, heldSync }) => ({
      key: `held ${name}`,
      text: (
        <>
          A number list of 8x8 for <PoolLink pool={name} /> is held back: it would retire{' '}
          {heldSync!.wouldRetire} of {heldSync!.of} numbers.
        </>
      ),
    }));

function useUnhealthyNumbers(): Finding[] {
  const numbers = useQuery({
    queryKey: ['numbers', 'unhealthy'],
    queryFn: () =>
      answerOf(
        api.GET('/v1/virtual-numbers', {
          params: { query: { operationalStatus: 'Unhealthy', limit: 20 } },
        }),
      ),
    refetchInterval: LIVE_MS * 3,
  });
  return (numbers.data?.items ?? []).map(({ msisdn, pool }) => ({
    key: msisdn,
    text: (
      <>
        8x8 reports {msisdn} of <PoolLink pool={pool} /> as unhealthy.
      </>
    ),
  }));
}

function useDeadLetters(): Finding[] {
  const isEnabled = useCan()('calls:read') && useSeesAllPools();
  const letters = useQuery({
    queryKey: ['dead-letters', 'first'],
    queryFn: () => answerOf(api.GET('/v1/dead-letters', { params: { query: { limit: 20 } } })),
    refetchInterval: LIVE_MS * 3,
    enabled: isEnabled,
  });
  const { items = [], nextCursor = null } = letters.data ?? {};
  if (items.length === 0) return [];
  const count = `${items.length}${nextCursor ? ' or more' : ''}`;
  return [
    {
      key: 'dead letters',
      text: (
        <>
          Messages of 8x8 that could not be read: <Link to="/dead-letters">{count}</Link>.
        </>
      ),
    },
  ];
}

function useFailingSubscriptions(): Finding[] {
  const isEnabled = useCan()('events:read') && useSeesAllPools();
  const subscriptions = useQuery({
    queryKey: ['subscriptions', 'first'],
    queryFn: () =>
      answerOf(api.GET('/v1/event-subscriptions', { params: { query: { limit: 100 } } })),
    refetchInterval: LIVE_MS * 3,
    enabled: isEnabled,
  });
  return (subscriptions.data?.items ?? [])
    .filter(({ failingSince, disabledReason }) => failingSince !== null || disabledReason !== null)
    .map(({ id, description, disabledReason }) => ({
      key: id,
      text: (
        <>
          Events do not arrive at <Link to="/subscriptions">{description ?? id}</Link>
          {disabledReason && ', which is switched off'}.
        </>
      ),
    }));
}

function useLateJobs(): Finding[] {
  const isEnabled = useCan()('jobs:run') && useSeesAllPools();
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: () => answerOf(api.GET('/v1/jobs')),
    refetchInterval: LIVE_MS * 3,
    enabled: isEnabled,
  });
  return (jobs.data?.items ?? []).flatMap((job) => {
    const problem = problemOfJob(job);
    if (problem === undefined) return [];
    return [
      {
        key: `job ${job.name}`,
        text: (
          <>
            The job <Link to="/jobs">{job.name}</Link> {problem}.
          </>
        ),
      },
    ];
  });
}

/** Returns what is wrong with a job; undefined if nothing is. */
export function problemOfJob(job: Schemas['Job']): string | undefined {
  if (job.lastRun?.error) return 'failed in its last run';
  if (job.setAside > 0) return `has set ${job.setAside} items aside`;
  const isLate =
    !job.isRunning && job.nextRunAt !== null && Date.parse(job.nextRunAt) < Date.now() - LATE_MS;
  return isLate ? 'is late' : undefined;
}
