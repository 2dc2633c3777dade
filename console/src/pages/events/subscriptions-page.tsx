import { Code, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Status } from '../../components/badge.js';
import { List } from '../../components/list.js';
import { PageTitle, Section } from '../../components/section.js';
import type { Column } from '../../components/table.js';
import { Time } from '../../components/time.js';

type Subscription = Schemas['EventSubscription'];

/** Where events are delivered to. */
export default function SubscriptionsPage() {
  const can = useCan();
  const [secret, setSecret] = useState<string>();
  const columns: Column<Subscription>[] = [
    { title: 'URL', cell: ({ url }) => url },
    { title: 'What for', cell: ({ description }) => description ?? '–' },
    { title: 'State', cell: ({ state }) => <Status of={state} /> },
    { title: 'Events', cell: ({ types }) => types?.join(', ') ?? 'all' },
    { title: 'Last success', cell: ({ lastSuccessAt }) => <Time at={lastSuccessAt} /> },
    {
      title: 'Failing since',
      cell: ({ failingSince, disabledReason }) => (
        <>
          <Time at={failingSince} />
          {disabledReason && ` (switched off: ${disabledReason})`}
        </>
      ),
    },
    ...(can('events:write')
      ? [
          {
            title: 'Change',
            cell: (one: Subscription) => <Changes of={one} onSecret={setSecret} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageTitle title="Subscriptions">
        {can('events:write') && <Subscribe onSecret={setSecret} />}
      </PageTitle>
      {secret && (
        <Section title="The secret, shown once">
          <Text size="sm" mb="xs">
            Your receiver checks the signature of each event with it. Copy it now.
          </Text>
          <Code block className="secret">
            {secret}
          </Code>
        </Section>
      )}
      <List
        label="Event subscriptions"
        queryKey={['subscriptions']}
        load={(query) => answerOf(api.GET('/v1/event-subscriptions', { params: { query } }))}
        keyOf={({ id }) => id}
        empty="No back end gets events yet. Subscribe one to learn about bookings and calls."
        columns={columns}
      />
    </>
  );
}

interface SecretProps {
  onSecret: (secret: string) => void;
}

function Subscribe({ onSecret }: SecretProps) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  return (
    <Action
      label="Subscribe"
      explanation="Events of all types and pools are delivered to this address, with a signature."
      isReady={url !== ''}
      run={async () => {
        const body = { url, description: description || null };
        onSecret((await answerOf(api.POST('/v1/event-subscriptions', { body }))).secret);
      }}
    >
      <TextInput
        label="URL"
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        required
      />
      <TextInput
        label="What for"
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
    </Action>
  );
}

function Changes({ of: { id, url, state }, onSecret }: SecretProps & { of: Subscription }) {
  const params = { path: { id } };
  const next = state === 'enabled' ? 'disabled' : 'enabled';
  return (
    <Group gap={4} wrap="nowrap">
      <Action
        label={next === 'enabled' ? 'Enable' : 'Disable'}
        explanation={
          next === 'enabled'
            ? `Events are delivered to ${url} again.`
            : `Events are no longer delivered to ${url}.`
        }
        run={() =>
          answerOf(api.PATCH('/v1/event-subscriptions/{id}', { params, body: { state: next } }))
        }
      />
      <Action
        label="New secret"
        explanation="Creates a new secret. Events carry signatures of the old and the new one for a day."
        run={async () => {
          const rotated = api.POST('/v1/event-subscriptions/{id}/rotate-secret', { params });
          onSecret((await answerOf(rotated)).secret);
        }}
      />
      <Action
        label="Delete"
        color="red.9"
        explanation={`Deletes the subscription. ${url} gets no further events.`}
        run={() => answerOf(api.DELETE('/v1/event-subscriptions/{id}', { params }))}
      />
    </Group>
  );
}
