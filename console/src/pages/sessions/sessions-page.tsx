import { Group, Text } from '@mantine/core';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useFilters } from '../../app/router.js';
import { useSession } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { FilterField } from '../../components/filters.js';
import { Link } from '../../components/link.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';

type ConsoleSession = Schemas['ListedConsoleSession'];

/** Who is signed in to the console. */
export default function SessionsPage() {
  const own = useSession();
  const [query, setFilter] = useFilters();
  const key = query.get('key') ?? undefined;
  return (
    <>
      <PageTitle title="Signed in" />
      <Text size="sm" mb="md">
        Sessions of the console that are valid now. Signing out ends a session, and so does the end
        of its key.
      </Text>
      <Group mb="md">
        <FilterField label="ID of a key" name="key" value={key} onChange={setFilter} />
      </Group>
      <List
        label="Sessions of the console"
        queryKey={['sessions', key]}
        load={(page) =>
          answerOf(
            api.GET('/v1/console-sessions', {
              params: { query: { ...page, ...(key && { key }) } },
            }),
          )
        }
        keyOf={({ id }) => id}
        empty="Nobody is signed in, as far as your key can see."
        columns={[
          {
            title: 'Who',
            cell: (session) =>
              `${session.name ?? session.actor}${session.id === own.id ? ' (you)' : ''}`,
          },
          {
            title: 'Key',
            cell: ({ actor, keyId }) => (
              <Link to="/sessions" query={{ key: keyId ?? actor }}>
                {keyId === null ? actor : `${actor}…`}
              </Link>
            ),
          },
          { title: 'Signed in', cell: ({ signedInAt }) => <Time at={signedInAt} /> },
          {
            title: 'Last seen',
            cell: ({ lastSeenAt }) => <Time at={lastSeenAt} fallback="not yet" />,
          },
          { title: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
          { title: 'Change', cell: (session) => <Revoke of={session} /> },
        ]}
      />
    </>
  );
}

function Revoke({ of: { id, keyId, actor, name } }: { of: ConsoleSession }) {
  const key = keyId ?? 'bootstrap';
  return (
    <Group gap={4} wrap="nowrap">
      <Action
        label="Revoke"
        color="red.9"
        explanation="This browser is signed out within five seconds. The key stays valid, so its owner can sign in again."
        run={() => answerOf(api.DELETE('/v1/console-sessions/{id}', { params: { path: { id } } }))}
      />
      <Action
        label="Revoke all of the key"
        color="red.9"
        explanation={`All sessions of ${name ?? actor} end within five seconds. To lock the key out, revoke it on the page API keys.`}
        run={() => answerOf(api.POST('/v1/console-sessions/revoke', { body: { key } }))}
      />
    </Group>
  );
}
