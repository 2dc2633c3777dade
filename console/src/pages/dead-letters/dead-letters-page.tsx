import { Text } from '@mantine/core';
import { answerOf, api } from '../../api/client.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';

export default function DeadLettersPage() {
  return (
    <>
      <PageTitle title="Dead letters" />
      <Text size="sm" mb="md">
        Messages of 8x8 that Maskline could not read. Phone numbers in them are masked.
      </Text>
      <List
        label="Dead letters"
        queryKey={['dead-letters']}
        load={(query) => answerOf(api.GET('/v1/dead-letters', { params: { query } }))}
        keyOf={({ type, content }) => `${type} ${content}`}
        empty="Every message of 8x8 could be read."
        columns={[
          { title: 'Type', cell: ({ type }) => type },
          { title: 'Why', cell: ({ reason }) => reason },
          { title: 'Times', cell: ({ times }) => times, isNumber: true },
          { title: 'First', cell: ({ firstReceivedAt }) => <Time at={firstReceivedAt} /> },
          { title: 'Last', cell: ({ lastReceivedAt }) => <Time at={lastReceivedAt} /> },
          {
            title: 'Content',
            cell: ({ content }) => (
              <details>
                <summary>Show</summary>
                <pre className="json">{content}</pre>
              </details>
            ),
          },
        ]}
      />
    </>
  );
}
