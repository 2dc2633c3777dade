import { CALL_OUTCOMES } from '../../api/client.js';
import { useSearchedPhone } from '../../app/searched-phone.js';
import { Outcome } from '../../components/badge.js';
import { BookingLink, CallLink, PoolLink } from '../../components/link.js';
import { List } from '../../components/list.js';
import { RecordFilters, useRecordCriteria } from '../../components/record-filters.js';
import { SearchedPhoneNote } from '../../components/searched-phone-note.js';
import { PageTitle } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { duration, reasonInWords } from '../../words/texts.js';
import { searchCalls } from './list-calls.js';

/** Calls by filters in the URL, and by a phone number that is not in it. */
export default function CallsPage() {
  const phoneNumber = useSearchedPhone();
  const criteria = useRecordCriteria(CALL_OUTCOMES);
  return (
    <>
      <PageTitle title="Calls" />
      <RecordFilters criteria={criteria} outcomes={CALL_OUTCOMES} />
      <SearchedPhoneNote other="bookings">
        Only calls from the phone number that you searched for.
      </SearchedPhoneNote>
      <List
        label="Calls"
        queryKey={['calls', criteria, phoneNumber]}
        load={(page) => searchCalls(phoneNumber, { ...criteria, ...page })}
        keyOf={({ sessionId }) => sessionId}
        empty="No call matches. If calls should arrive, check the webhooks with npm run setup:8x8."
        columns={[
          { title: 'Time', cell: ({ createdAt }) => <Time at={createdAt} /> },
          { title: 'Call', cell: ({ sessionId }) => <CallLink id={sessionId} /> },
          { title: 'Outcome', cell: (call) => <Outcome of={call.outcome} /> },
          {
            title: 'Why not connected',
            cell: ({ decision, reason }) => (decision === 'connect' ? '–' : reasonInWords(reason)),
          },
          { title: 'Dialled', cell: (call) => call.virtualNumber ?? '–' },
          { title: 'Caller', cell: ({ caller }) => caller.role ?? caller.phoneNumber ?? '–' },
          { title: 'Talk', cell: ({ talkSeconds }) => duration(talkSeconds), isNumber: true },
          { title: 'Booking', cell: ({ bookingId }) => <BookingLink id={bookingId} /> },
          { title: 'Pool', cell: (call) => <PoolLink pool={call.pool} /> },
        ]}
      />
    </>
  );
}
