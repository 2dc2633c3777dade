import { Checkbox, Code, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api, type Schemas, type Scope } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Status } from '../../components/badge.js';
import { Link } from '../../components/link.js';
import { List } from '../../components/list.js';
import { PageTitle, Section } from '../../components/section.js';
import { Time } from '../../components/time.js';

type ApiKey = Schemas['ApiKey'];

export default function ApiKeysPage() {
  const [created, setCreated] = useState<string>();
  return (
    <>
      <PageTitle title="API keys">
        <CreateKey onCreated={setCreated} />
      </PageTitle>
      {created && (
        <Section title="The key, shown once">
          <Text size="sm" mb="xs">
            Copy it now; Maskline stores only its hash.
          </Text>
          <Code block className="secret">
            {created}
          </Code>
        </Section>
      )}
      <List
        label="API keys"
        queryKey={['api-keys']}
        load={(query) => answerOf(api.GET('/v1/api-keys', { params: { query } }))}
        keyOf={({ id }) => id}
        empty="There is no key besides the bootstrap key. Create one for each client."
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Key', cell: ({ prefix }) => `${prefix}…` },
          { title: 'State', cell: ({ status }) => <Status of={status} /> },
          { title: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
          { title: 'Pools', cell: ({ pools }) => pools?.join(', ') ?? 'all' },
          { title: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
          { title: 'Expires', cell: ({ expiresAt }) => <Time at={expiresAt} fallback="never" /> },
          {
            title: 'Change',
            cell: (key) => key.status === 'active' && <Changes of={key} onCreated={setCreated} />,
          },
        ]}
      />
    </>
  );
}

interface CreatedProps {
  onCreated: (key: string) => void;
}

/** Creates a key with at most the operator's own rights. */
function CreateKey({ onCreated }: CreatedProps) {
  const own = useSession();
  const [name, setName] = useState('');
  const [pools, setPools] = useState(own.pools?.join(', ') ?? '');
  const [scopes, setScopes] = useState<Scope[]>([]);
  const named = pools.split(/[\s,]+/).filter(Boolean);
  return (
    <Action
      label="Create a key"
      explanation="A key can do what its scopes say, in its pools. You can grant only what you have."
      isReady={name !== '' && scopes.length > 0}
      run={async () => {
        const body = { name, scopes, ...(named.length > 0 && { pools: named }) };
        onCreated((await answerOf(api.POST('/v1/api-keys', { body }))).key);
      }}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <Checkbox.Group
        label="Scopes"
        value={scopes}
        onChange={(chosen) => setScopes(own.scopes.filter((scope) => chosen.includes(scope)))}
      >
        <SimpleGrid cols={2} spacing={6} mt={6}>
          {own.scopes.map((scope) => (
            <Checkbox key={scope} value={scope} label={scope} size="xs" />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      <TextInput
        label="Pools"
        description="Names, separated by commas; none: all pools"
        value={pools}
        onChange={(event) => setPools(event.currentTarget.value)}
      />
    </Action>
  );
}

function Changes({ of: { id, name, prefix }, onCreated }: CreatedProps & { of: ApiKey }) {
  const params = { path: { id } };
  return (
    <Group gap={4} wrap="nowrap">
      <Action
        label="Rotate"
        explanation={`Creates a successor of ${name}. The old key stays valid for a day, so that clients can switch.`}
        run={async () => {
          const body = { overlapSeconds: 24 * 60 * 60 };
          const rotated = api.POST('/v1/api-keys/{id}/rotate', { params, body });
          onCreated((await answerOf(rotated)).key);
        }}
      />
      <Action
        label="Revoke"
        color="red.9"
        explanation={`${name} (${prefix}…) is refused within five seconds, and so are its sessions in the console.`}
        run={() => answerOf(api.DELETE('/v1/api-keys/{id}', { params }))}
      />
      <Link to="/audit" query={{ key: id }}>
        Audit
      </Link>
      <Link to="/sessions" query={{ key: id }}>
        Sessions
      </Link>
    </Group>
  );
}
