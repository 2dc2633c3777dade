import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useCan, useSeesAllPools } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { duration } from '../../words/texts.js';

export default function PoolsPage() {
  return (
    <>
      <PageTitle title="Pools">
        <CreatePool />
      </PageTitle>
      <List
        label="Pools"
        queryKey={['pools']}
        load={(query) => answerOf(api.GET('/v1/pools', { params: { query } }))}
        keyOf={({ id }) => id}
        empty="There is no pool yet. Create one for the virtual numbers of an 8x8 sub-account."
        columns={[
          { title: 'Pool', cell: ({ name }) => <PoolLink pool={name} /> },
          { title: 'Sub-account', cell: ({ subAccountId }) => subAccountId },
          { title: 'Numbers per booking', cell: ({ policy }) => policy.numberMode },
          { title: 'Grace', cell: ({ policy }) => duration(policy.graceSeconds) },
          { title: 'Cool-down', cell: ({ policy }) => duration(policy.cooldownSeconds) },
          { title: 'Rebalancing', cell: ({ policy }) => policy.rebalance },
          { title: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
        ]}
      />
    </>
  );
}

/** Creates a pool with the default policy. */
export function CreatePool() {
  const can = useCan();
  const seesAllPools = useSeesAllPools();
  const [name, setName] = useState('');
  const [subAccountId, setSubAccountId] = useState('');
  if (!can('pools:write') || !seesAllPools) return null;
  return (
    <Action
      label="Create a pool"
      explanation="A pool has the virtual numbers of one 8x8 sub-account, and the policy for them."
      isReady={name !== '' && subAccountId !== ''}
      run={() => answerOf(api.POST('/v1/pools', { body: { name, subAccountId } }))}
    >
      <TextInput
        label="Name"
        description="For example rides"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Sub-account of 8x8"
        value={subAccountId}
        onChange={(event) => setSubAccountId(event.currentTarget.value)}
        required
      />
    </Action>
  );
}
