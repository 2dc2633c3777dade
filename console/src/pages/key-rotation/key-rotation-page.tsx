import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { Action } from '../../components/action.js';
import { Data } from '../../components/data.js';
import { PageTitle, Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';

type NumberKey = Schemas['NumberKey'];

const STATES: Readonly<Record<NumberKey['state'], string>> = {
  known: 'known: new values are not written under it yet',
  filling: 'filling: existing routes are being written under it too',
  complete: 'complete: all routes exist under it',
  retiring: 'retiring: values are being re-encrypted under the first key',
  retired: 'retired: nothing uses it, so it may leave NUMBER_KEYS',
};

/** The keys that encrypt phone numbers, and the next step of their rotation. */
export default function KeyRotationPage() {
  const keys = useQuery({
    queryKey: ['number-keys'],
    queryFn: () => answerOf(api.GET('/v1/number-keys')),
    refetchInterval: LIVE_MS,
  });
  return (
    <>
      <PageTitle title="Key rotation">
        <Action
          label="Advance now"
          explanation="Runs the job number-keys, which does the next step of the rotation."
          run={() =>
            answerOf(api.POST('/v1/jobs/{name}/run', { params: { path: { name: 'number-keys' } } }))
          }
        />
      </PageTitle>
      <Data of={keys}>
        {({ items }) => (
          <>
            <Section title="Keys">
              <Table
                label="Keys for phone numbers"
                items={items}
                keyOf={({ id }) => String(id)}
                empty="No replica has registered its keys yet."
                columns={[
                  { title: 'Key', cell: ({ id }) => id },
                  { title: 'State', cell: ({ state }) => STATES[state] },
                  { title: 'First', cell: ({ isFirst }) => (isFirst ? 'yes' : 'no') },
                  { title: 'In NUMBER_KEYS', cell: ({ isInRing }) => (isInRing ? 'yes' : 'no') },
                  { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} /> },
                ]}
              />
            </Section>
            <Section title="Next step">
              <Text size="sm">{nextStepOf(items)}</Text>
            </Section>
            <Section title="All steps">
              <List type="ordered" size="sm">
                <List.Item>Add the new key at the end of NUMBER_KEYS, on all replicas.</List.Item>
                <List.Item>Advance, until the new key is complete.</List.Item>
                <List.Item>Move the new key to the front, on all replicas.</List.Item>
                <List.Item>Advance, until the old key is retired.</List.Item>
                <List.Item>Remove the old key from NUMBER_KEYS, on all replicas.</List.Item>
              </List>
            </Section>
          </>
        )}
      </Data>
    </>
  );
}

function nextStepOf(keys: readonly NumberKey[]): string {
  const inRing = keys.filter(({ isInRing }) => isInRing);
  const busy = inRing.find(({ state }) => ['known', 'filling', 'retiring'].includes(state));
  if (busy) {
    return `Key ${busy.id} is ${busy.state}. When all replicas run with it, advance the rotation.`;
  }
  const retired = inRing.find(({ state }) => state === 'retired');
  if (retired) return `Remove key ${retired.id} from NUMBER_KEYS on all replicas.`;
  const next = inRing.find(({ isFirst, state }) => !isFirst && state === 'complete');
  if (next) return `Move key ${next.id} to the front of NUMBER_KEYS on all replicas.`;
  return 'No rotation is in progress. To start one, add a new key at the end of NUMBER_KEYS.';
}
