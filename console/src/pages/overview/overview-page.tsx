import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { useCan, useSeesAllPools } from '../../app/session.js';
import { Data } from '../../components/data.js';
import { PageTitle } from '../../components/section.js';
import { FirstUse } from './first-use.js';
import { Attention } from './attention.js';
import { LastRefusals, Traffic } from './traffic.js';
import { TextTraffic } from './text-traffic.js';
import { LastReveals } from './last-reveals.js';
import { PoolsAtAGlance } from './pools-at-a-glance.js';
import { WorstNumbers } from './worst-numbers.js';

/** Each pool takes two requests; the page of pools lists all. */
const MAX_POOLS = 10;

/** What an operator looks at first, and again every few minutes. */
export default function OverviewPage() {
  const can = useCan();
  const seesAllPools = useSeesAllPools();
  const pools = useQuery({
    queryKey: ['pools', 'first', MAX_POOLS],
    queryFn: () => answerOf(api.GET('/v1/pools', { params: { query: { limit: MAX_POOLS } } })),
    refetchInterval: LIVE_MS,
  });
  return (
    <>
      <PageTitle title="Overview" />
      <Data of={pools}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <FirstUse pools={items} />
          ) : (
            <>
              {items.length === 1 && <FirstUse pools={items} />}
              {can('calls:read') && <Traffic />}
              <Attention pools={items} />
              <div className="columns">
                {can('calls:read') && <LastRefusals />}
                {can('calls:read') && <WorstNumbers />}
                {can('audit:read') && seesAllPools && <LastReveals />}
              </div>
              <PoolsAtAGlance pools={items} />
              {nextCursor && (
                <Text size="sm" mb="md">
                  These are the first {MAX_POOLS} pools; the page Pools lists all.
                </Text>
              )}
              {can('messages:read') && hasTexts(items) && <TextTraffic />}
            </>
          )
        }
      </Data>
    </>
  );
}

/** Whether a pool forwards texts. */
const hasTexts = (pools: readonly Schemas['Pool'][]): boolean =>
  pools.some(({ policy }) => policy.channels.includes('sms'));
