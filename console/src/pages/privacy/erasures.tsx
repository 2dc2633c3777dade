import { Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE_MS } from '../../api/queries.js';
import { Status } from '../../components/badge.js';
import { Data } from '../../components/data.js';
import { Figure } from '../../components/figure.js';
import { List } from '../../components/list.js';
import { Section } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { inWords } from '../../words/texts.js';

type Erasure = Schemas['ErasureProgress'];

/** Erasures with their progress, here and at 8x8. */
export const Erasures = () => (
  <>
    <Section title="Progress of erasures">
      <List
        label="Erasures"
        queryKey={['erasures']}
        load={(query) => answerOf(api.GET('/v1/erasures', { params: { query } }))}
        keyOf={({ id }) => id}
        limit={10}
        empty="No phone number has been erased."
        columns={[
          { title: 'Begun', cell: ({ begunAt }) => <Time at={begunAt} /> },
          { title: 'By', cell: ({ actor }) => actor },
          { title: 'State', cell: ({ status }) => <Status of={status} /> },
          { title: 'Progress', cell: (erasure) => <Steps of={erasure} /> },
          { title: 'Erased so far', cell: ({ counts }) => countsInWords(counts) },
          { title: 'Ended', cell: ({ endedAt }) => <Time at={endedAt} /> },
        ]}
      />
    </Section>
    <AtCarrier />
  </>
);

/** What an erasure reads in each step. */
const STEPS: Readonly<Record<string, string>> = {
  bookings: 'bookings',
  blocks: 'blocks',
  'abuse-reports': 'abuse reports',
  mentions: 'texts of your back end in bookings',
  events: 'events',
  twilio: 'records of the Twilio API',
  calls: 'calls',
  messages: 'texts',
  'pin-guards': 'guards of PINs',
};

function Steps({ of: { status, step, stepsDone, steps, code } }: { of: Erasure }) {
  const at = step === null ? '' : `: ${STEPS[step] ?? step}`;
  return (
    <>
      <Progress
        value={(stepsDone / steps) * 100}
        w={140}
        color={status === 'failed' || status === 'interrupted' ? 'red.8' : 'cyan.8'}
        aria-label={`${stepsDone} of ${steps} steps done`}
      />
      <Text size="xs">
        {stepsDone} of {steps} steps{at}
        {status === 'interrupted' && '. Its process has probably died: erase again.'}
        {code !== null && `. It ended with ${code}.`}
      </Text>
    </>
  );
}

const countsInWords = (counts: Erasure['counts']): string => {
  const names: Readonly<Record<keyof Erasure['counts'], string>> = {
    bookings: 'bookings',
    blocks: 'blocks',
    mentions: 'mentions',
    calls: 'calls',
    callsUnderWay: 'calls in progress',
    messages: 'texts',
    optOuts: 'opt-outs',
  };
  const found = (Object.keys(names) as (keyof Erasure['counts'])[]).filter(
    (name) => counts[name] > 0,
  );
  return found.map((name) => `${names[name]}: ${inWords(counts[name])}`).join(', ') || 'nothing';
};

/** Texts that 8x8 has yet to erase from its own records. */
function AtCarrier() {
  const waiting = useQuery({
    queryKey: ['erasures', 'carrier'],
    queryFn: () => answerOf(api.GET('/v1/erasures/carrier')),
    refetchInterval: LIVE_MS,
  });
  return (
    <Section title="Texts that 8x8 has yet to erase">
      <Data of={waiting}>
        {({ waiting: count, tried, oldestAt, nextAt }) => (
          <>
            <div className="figures">
              <Figure label="Waiting" value={inWords(count)} note="about one a second is erased" />
              <Figure
                label="Asked before"
                value={inWords(tried)}
                note="8x8 did not erase them yet"
              />
            </div>
            {oldestAt && (
              <Text size="sm">
                The oldest one waits since <Time at={oldestAt} />. 8x8 is asked next at{' '}
                <Time at={nextAt} />.
              </Text>
            )}
            {tried > 0 && (
              <Text size="sm">
                Maskline asks again after longer and longer pauses, and gives none up. See the job
                carrier-erasures.
              </Text>
            )}
          </>
        )}
      </Data>
    </Section>
  );
}
