import { Group, Select } from '@mantine/core';
import { useFilters } from '../../app/router.js';
import { Outcome } from '../../components/badge.js';
import { FilterField, TimeFilter } from '../../components/filters.js';
import { BookingLink, MessageLink, PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';
import {
  MESSAGE_OUTCOME_NAMES,
  messageReasonInWords,
  priceInWords,
} from '../../words/message-texts.js';
import { listMessages } from './list-messages.js';
import { sidesOf } from './sides.js';

/** Texts by filters in the URL. What was written is not shown here. */
export default function MessagesPage() {
  const [query, setFilter] = useFilters();
  const outcome = MESSAGE_OUTCOME_NAMES.find((each) => each === query.get('outcome'));
  const given = (name: string): string | undefined => query.get(name) ?? undefined;
  const [pool, virtualNumber, reason] = [given('pool'), given('virtualNumber'), given('reason')];
  const [from, to] = [given('from'), given('to')];
  const filters = {
    ...(pool && { pool }),
    ...(virtualNumber && { virtualNumber }),
    ...(outcome && { outcome }),
    ...(reason && { reason }),
    ...(from && { from }),
    ...(to && { to }),
  };
  return (
    <>
      <PageTitle title="Texts" />
      <Group align="end" mb="md" gap="sm">
        <FilterField label="Pool" name="pool" value={pool} onChange={setFilter} />
        <FilterField
          label="Virtual number"
          name="virtualNumber"
          value={virtualNumber}
          onChange={setFilter}
        />
        <Select
          label="Outcome"
          data={MESSAGE_OUTCOME_NAMES}
          value={outcome ?? null}
          onChange={(value) => setFilter('outcome', value)}
          clearable
          w={160}
        />
        <FilterField label="Reason" name="reason" value={reason} onChange={setFilter} />
        <TimeFilter label="From" name="from" value={from} onChange={setFilter} />
        <TimeFilter label="To" name="to" value={to} onChange={setFilter} />
      </Group>
      <List
        label="Texts"
        queryKey={['messages', filters]}
        load={(page) => listMessages({ ...filters, ...page })}
        keyOf={({ id }) => id}
        empty="No text matches. Texts need a pool with smsSubAccountId and the channel sms."
        columns={[
          { title: 'Time', cell: ({ receivedAt }) => <Time at={receivedAt} /> },
          { title: 'Text', cell: ({ id }) => <MessageLink id={id} /> },
          { title: 'Outcome', cell: (message) => <Outcome of={message.outcome} /> },
          {
            title: 'Why',
            cell: (message) =>
              message.reason === null ? '–' : messageReasonInWords(message.reason),
          },
          { title: 'From and to', cell: sidesOf },
          { title: 'Number', cell: (message) => message.virtualNumber ?? message.source ?? '–' },
          { title: 'Parts', cell: ({ parts }) => parts ?? '–', isNumber: true },
          {
            title: 'Price sent',
            cell: ({ outboundPrice }) => priceInWords(outboundPrice),
            isNumber: true,
          },
          { title: 'Booking', cell: ({ bookingId }) => <BookingLink id={bookingId} /> },
          { title: 'Pool', cell: (message) => <PoolLink pool={message.pool} /> },
        ]}
      />
    </>
  );
}
