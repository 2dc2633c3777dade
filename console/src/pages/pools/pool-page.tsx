import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Data } from '../../components/data.js';
import { Fields } from '../../components/fields.js';
import { Figure } from '../../components/figure.js';
import { Link } from '../../components/link.js';
import { PageTitle, Section } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { duration, inWords } from '../../words/texts.js';
import { AddNumbers } from './add-numbers.js';
import { loadQuery, poolQuery } from './load.js';
import { LoadPicture, MAX_BARS } from './load-picture.js';
import { Numbers } from './numbers.js';
import { Planner } from './planner.js';
import { Rebalance } from './rebalance.js';
import { TextCosts } from './text-costs.js';

export default function PoolPage({ id }: { id: string }) {
  const pool = useQuery(poolQuery(id));
  const load = useQuery(loadQuery(id, MAX_BARS));
  const can = useCan();
  return (
    <>
      <PageTitle title={`Pool ${pool.data?.name ?? id}`}>
        {can('pools:write') && (
          <>
            <AddNumbers pool={id} />
            <Sync pool={id} />
          </>
        )}
      </PageTitle>
      <Data of={pool}>
        {(found) => (
          <>
            {found.heldSync && <HeldSync pool={found} />}
            <Section title="Load" actions={can('pools:write') && <Rebalance pool={found.name} />}>
              <Data of={load}>
                {(loaded) => (
                  <>
                    <Totals load={loaded} />
                    <LoadPicture load={loaded} />
                  </>
                )}
              </Data>
            </Section>
            {load.data && <Planner load={load.data} />}
            <Section
              title="Numbers"
              actions={
                <Link to="/bookings" query={{ pool: found.name }}>
                  Bookings of this pool
                </Link>
              }
            >
              <Numbers pool={found.name} />
            </Section>
            <TextCosts pool={found.name} />
            <Policy pool={found} />
          </>
        )}
      </Data>
    </>
  );
}

const Totals = ({ load }: { load: Schemas['PoolLoad'] }) => (
  <div className="figures">
    <Figure label="Active bookings" value={inWords(load.active)} />
    <Figure label="Cooling down" value={inWords(load.cooling)} />
    <Figure label="Calls" value={inWords(load.callsLast15Minutes)} note="in 15 minutes" />
    <Figure
      label="Free places"
      value={load.freeCapacity === null ? 'no limit' : inWords(load.freeCapacity)}
    />
    <Figure
      label="Peak over mean"
      value={load.peakOverMean?.toFixed(2) ?? '–'}
      note="1.00 is an even load"
    />
  </div>
);

function Sync({ pool }: { pool: string }) {
  return (
    <Action
      label="Sync with 8x8"
      explanation="Reads the list of the sub-account's numbers from 8x8. New numbers are added, and missing ones are retired."
      run={() =>
        answerOf(api.POST('/v1/pools/{pool}/sync', { params: { path: { pool } }, body: {} }))
      }
    />
  );
}

/** A number list of 8x8 that would retire most numbers. */
function HeldSync({ pool: { name, heldSync } }: { pool: Schemas['Pool'] }) {
  const can = useCan();
  const { id, since, source, wouldRetire, of } = heldSync!;
  const path = { pool: name };
  return (
    <Section
      title="A number list of 8x8 is held back"
      actions={
        can('pools:write') && (
          <>
            <Action
              label="Dismiss the list"
              explanation="The numbers of the pool stay as they are."
              run={() => answerOf(api.DELETE('/v1/pools/{pool}/held-sync', { params: { path } }))}
            />
            <Action
              label="Confirm the list"
              color="red.9"
              explanation={`${wouldRetire} of ${of} numbers are retired. Their bookings can no longer be called.`}
              run={() =>
                answerOf(
                  api.POST('/v1/pools/{pool}/sync', {
                    params: { path },
                    body: { confirmHeldSync: id },
                  }),
                )
              }
            />
          </>
        )
      }
    >
      <Fields
        of={[
          ['Since', <Time key="since" at={since} />],
          ['Source', source],
          ['Would retire', `${wouldRetire} of ${of} numbers`],
        ]}
      />
    </Section>
  );
}

const Policy = ({ pool: { policy, subAccountId, smsSubAccountId } }: { pool: Schemas['Pool'] }) => (
  <Section title="Policy">
    <Fields
      of={[
        ['Sub-account', subAccountId],
        ['Sub-account for texts', smsSubAccountId ?? 'none'],
        ['Channels', policy.channels.join(', ')],
        ['Numbers per booking', policy.numberMode],
        ['Booking ends after', duration(policy.bookingTtlSeconds)],
        ['Grace', duration(policy.graceSeconds)],
        ['Cool-down', duration(policy.cooldownSeconds)],
        ['Choice of numbers', policy.selection],
        ['Same number for the same pair', policy.sticky ? 'yes' : 'no'],
        ['Bookings per number', policy.maxActiveBookings ?? 'no limit'],
        ['Calls per minute and caller', policy.maxCallsPerMinute ?? 'no limit'],
        ['Recording', policy.callRecording ? 'yes' : 'no'],
        ['PIN for unknown phones', policy.partyPin ? 'yes' : 'no'],
        ['Rebalancing', policy.rebalance],
        ['New numbers of 8x8', policy.newNumbers],
        ['Countries', policy.allowedCountries?.join(', ') ?? 'all'],
      ]}
    />
  </Section>
);
