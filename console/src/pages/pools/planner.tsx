import { Slider, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api/client.js';
import { Data } from '../../components/data.js';
import { Figure } from '../../components/figure.js';
import { Section } from '../../components/section.js';
import { inWords, percent } from '../../words/texts.js';
import { capacityQuery } from './capacity.js';
import { withoutPlace } from './load.js';

/** How many numbers a pool needs if its bookings become more or fewer. */
export function Planner({ load }: { load: Schemas['PoolLoad'] }) {
  const { pool } = load;
  const [change, setChange] = useState(20);
  const [settled] = useDebouncedValue(change, 250);
  const plan = useQuery(capacityQuery(pool, 1 + settled / 100));
  return (
    <Section title="What if more bookings come?">
      <Text size="sm" id="planner-label" mb="xl">
        Change of the bookings of each person, compared with now
      </Text>
      <Slider
        value={change}
        onChange={setChange}
        min={-50}
        max={300}
        step={5}
        label={(value) => `${value > 0 ? '+' : ''}${value} %`}
        labelAlwaysOn
        marks={[{ value: 0, label: 'now' }]}
        thumbLabel="Change of the bookings in percent"
        mb="xl"
        maw={560}
      />
      <Data of={plan}>
        {(planned) => {
          const missing = planned.numbersForTargetBlocking - planned.usableNumbers;
          return (
            <div className="figures" aria-live="polite">
              <Figure label="Usable numbers" value={inWords(planned.usableNumbers)} />
              <Figure
                label="Needed numbers"
                value={inWords(planned.numbersForTargetBlocking)}
                note={
                  missing > 0
                    ? `${inWords(missing)} are missing`
                    : `at most ${percent(planned.targetBlocking, 1)} of bookings find none`
                }
              />
              {load.freeCapacity !== null && (
                <Figure
                  label="Bookings without a place"
                  value={inWords(withoutPlace(load, 1 + settled / 100))}
                  note="numbers accept a limited count"
                />
              )}
              <Figure
                label="Bookings without a number"
                value={percent(planned.blockingProbability, 2)}
                note="with the usable numbers"
              />
              <Figure
                label="Bookings per day"
                value={inWords(Math.round(planned.bookingsPerDay * (1 + settled / 100)))}
              />
              <Figure
                label="Headroom"
                value={planned.daysOfHeadroom === null ? '–' : `${planned.daysOfHeadroom} days`}
                note={planned.daysOfHeadroom === null ? 'no growth' : 'at the present growth'}
              />
            </div>
          );
        }}
      </Data>
    </Section>
  );
}
