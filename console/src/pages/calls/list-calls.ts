import { answerOf, api, type Schemas } from '../../api/client.js';
import type { RecordCriteria } from '../../components/record-filters.js';

interface Criteria extends RecordCriteria<Schemas['Call']['outcome']> {
  limit: number;
  cursor?: string;
}

/** Lists calls. The same address also has them as CSV, if a client prefers that. */
export async function listCalls(query: Criteria): Promise<Schemas['CallPage']> {
  const page = await answerOf(api.GET('/v1/calls', { params: { query } }));
  if (typeof page === 'string') throw new Error('the service returned CSV');
  return page;
}

/** Searches by the caller's phone number in the body of a request; without one, lists. */
export const searchCalls = (
  phoneNumber: string,
  criteria: Criteria,
): Promise<Schemas['CallPage']> =>
  phoneNumber === ''
    ? listCalls(criteria)
    : answerOf(api.POST('/v1/calls/search', { body: { phoneNumber, ...criteria } }));
