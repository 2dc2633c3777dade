import { useFilters } from '../../app/router.js';
import { Outcome } from '../../components/badge.js';
import { FilterField } from '../../components/filters.js';
import { BookingLink, MessageLink, PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { RecordFilters, useRecordCriteria } from '../../components/record-filters.js';
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
  const criteria = useRecordCriteria(MESSAGE_OUTCOME_NAMES);
  const reason = query.get('reason') ?? undefined;
  const filters = { ...criteria, ...(reason && { reason }) };
  return (
    <>
      <PageTitle title="Texts" />
      <RecordFilters criteria={criteria} outcomes={MESSAGE_OUTCOME_NAMES}>
        <FilterField label="Reason" name="reason" value={reason} onChange={setFilter} />
      </RecordFilters>
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
