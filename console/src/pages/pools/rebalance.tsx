import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { BookingLink } from '../../components/link.js';
import { Problem } from '../../components/problem.js';
import { Table } from '../../components/table.js';

type Plan = Schemas['RebalancePlan'];

const rebalance = (pool: string, isDryRun: boolean) =>
  answerOf(
    api.POST('/v1/pools/{pool}/rebalance', {
      params: { path: { pool }, query: { dryRun: isDryRun ? 'true' : 'false' } },
    }),
  );

/** Shows which bookings a rebalancing would move, and then moves them. */
export function Rebalance({ pool }: { pool: string }) {
  const [isOpen, { open, close }] = useDisclosure();
  const queries = useQueryClient();
  const plan = useMutation({ mutationFn: async () => (await rebalance(pool, true)) as Plan });
  const run = useMutation({
    mutationFn: () => rebalance(pool, false),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries();
    },
  });
  const show = (): void => {
    run.reset();
    plan.mutate();
    open();
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={show}>
        Rebalance
      </Button>
      <Modal opened={isOpen} onClose={close} title="Rebalance" size="lg" centered>
        {plan.error && <Problem error={plan.error} onRetry={() => plan.mutate()} />}
        {plan.isPending && <p role="status">Planning …</p>}
        {plan.data && <Moves plan={plan.data} />}
        {run.error && <Problem error={run.error} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            Keep as it is
          </Button>
          <Button
            disabled={!plan.data || plan.data.moves.length === 0}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            Move {plan.data?.moves.length ?? 0} bookings
          </Button>
        </Group>
      </Modal>
    </>
  );
}

/** More moves than one reads before deciding. */
const MAX_SHOWN = 50;

function Moves({ plan: { moves, before, after, policy } }: { plan: Plan }) {
  const ratio = (of: number | null): string => of?.toFixed(2) ?? '–';
  return (
    <>
      <Text size="sm" mb="sm">
        Peak over mean now: {ratio(before.peakOverMean)}, afterwards: {ratio(after.peakOverMean)}.
        The old numbers stay callable until each booking ends, and your back end gets
        booking.number_changed. The policy of the pool is {policy.rebalance}.
      </Text>
      <Table
        label="Moves of bookings"
        items={moves.slice(0, MAX_SHOWN)}
        keyOf={({ bookingId, role }) => `${bookingId} ${role ?? ''}`}
        empty="No booking needs to move."
        columns={[
          { title: 'Booking', cell: ({ bookingId }) => <BookingLink id={bookingId} /> },
          { title: 'Party', cell: ({ role }) => role ?? 'both' },
          { title: 'From', cell: ({ from }) => from },
          { title: 'To', cell: ({ to }) => to },
        ]}
      />
      {moves.length > MAX_SHOWN && <Text size="xs">The first {MAX_SHOWN} moves are shown.</Text>}
    </>
  );
}
