import { answerOf, api, type Schemas } from '../../api/client.js';
import type { RecordCriteria } from '../../components/record-filters.js';

interface Criteria extends RecordCriteria<Schemas['Message']['outcome']> {
  reason?: string;
  limit: number;
  cursor?: string;
}

/** Lists texts. The same address also has them as CSV, if a client prefers that. */
export async function listMessages(query: Criteria): Promise<Schemas['MessagePage']> {
  const page = await answerOf(api.GET('/v1/messages', { params: { query } }));
  if (typeof page === 'string') throw new Error('the service returned CSV');
  return page;
}
