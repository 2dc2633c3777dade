import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { Action } from '../../components/action.js';
import { Data } from '../../components/data.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { duration, inWords } from '../../words/texts.js';
import { problemOfJob } from '../overview/attention.js';

/** The scheduled work, its last runs, and what it has set aside. */
export default function JobsPage() {
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: () => answerOf(api.GET('/v1/jobs')),
    refetchInterval: LIVE_MS,
  });
  return (
    <>
      <PageTitle title="Jobs" />
      <Data of={jobs}>
        {({ items }) => (
          <Table
            label="Jobs"
            items={items}
            keyOf={({ name }) => name}
            empty="This installation runs no jobs."
            columns={[
              { title: 'Job', cell: ({ name }) => name },
              { title: 'State', cell: stateOf },
              { title: 'Every', cell: everyOf },
              { title: 'Last run', cell: (job) => <Time at={job.lastRun?.startedAt ?? null} /> },
              {
                title: 'Took',
                cell: ({ lastRun }) =>
                  lastRun?.tookMs === null || lastRun?.tookMs === undefined
                    ? '–'
                    : `${inWords(lastRun.tookMs)} ms`,
                isNumber: true,
              },
              { title: 'Result', cell: resultOf },
              { title: 'Next run', cell: ({ nextRunAt }) => <Time at={nextRunAt} /> },
              { title: 'Change', cell: (job) => <Changes of={job} /> },
            ]}
          />
        )}
      </Data>
    </>
  );
}

const everyOf = ({ everySeconds }: Schemas['Job']): string =>
  everySeconds === 0 ? 'on request only' : duration(everySeconds);

const stateOf = (job: Schemas['Job']): string =>
  job.isRunning ? `running on ${job.runningOn ?? 'a replica'}` : (problemOfJob(job) ?? 'waiting');

const resultOf = ({ lastRun }: Schemas['Job']): string => {
  if (lastRun === null) return '–';
  if (lastRun.error) return lastRun.error;
  const counts = Object.entries(lastRun.result ?? {}).map(([name, count]) => `${name} ${count}`);
  return [lastRun.outcome, ...counts].join(', ');
};

function Changes({ of: { name, setAside } }: { of: Schemas['Job'] }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Action
        label="Run now"
        explanation={`Runs ${name} at once, on one of the replicas.`}
        run={() => answerOf(api.POST('/v1/jobs/{name}/run', { params: { path: { name } } }))}
      />
      {setAside > 0 && <SetAside name={name} />}
    </Group>
  );
}

/** Items that a job could not process and skips until it tries them again. */
function SetAside({ name }: { name: string }) {
  const [isOpen, { open, close }] = useDisclosure();
  const path = { name };
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        Set aside
      </Button>
      <Modal opened={isOpen} onClose={close} title={`Set aside by ${name}`} size="lg" centered>
        <List
          label={`Items set aside by ${name}`}
          queryKey={['set-aside', name]}
          load={(query) =>
            answerOf(api.GET('/v1/jobs/{name}/set-aside', { params: { path, query } }))
          }
          keyOf={({ item }) => item}
          empty="Nothing is set aside."
          columns={[
            { title: 'Item', cell: ({ item }) => item },
            { title: 'Why', cell: ({ reason }) => reason },
            { title: 'Times', cell: ({ times }) => times, isNumber: true },
            { title: 'Next try', cell: ({ nextTryAt }) => <Time at={nextTryAt} /> },
          ]}
        />
        <Group mt="md">
          <Action
            label="Try all again"
            explanation="The next run of the job tries these items again."
            run={() => answerOf(api.POST('/v1/jobs/{name}/set-aside/retry', { params: { path } }))}
          />
        </Group>
      </Modal>
    </>
  );
}
