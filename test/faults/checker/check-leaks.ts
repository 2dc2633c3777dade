import { heardIn } from './heard.js';
import type { Violation } from './violation.js';
import type { Story } from './actions.js';

/** Checks that no phone of a person stands in an answer or an event, but in the callflow of its call. */
export function checkLeaks({ setup, actions, facts }: Story): Violation[] {
  const phones = new Set(setup.phones);
  const isLeak = (body: unknown, allowed?: string): boolean =>
    (JSON.stringify(body ?? null).match(/\+\d{7,15}/g) ?? []).some(
      (number) => phones.has(number) && number !== allowed,
    );
  const answers = actions.flatMap(({ id, attempts }) =>
    attempts.flatMap(({ answer }) => {
      if (!('body' in answer)) return [];
      const heard = heardIn(answer);
      const allowed = heard.kind === 'connected' ? heard.callee : undefined;
      return isLeak(answer.body, allowed) ? [id] : [];
    }),
  );
  const read = facts.flatMap((fact) =>
    'body' in fact && fact.type !== 'sent-text' && isLeak(fact.body) ? [fact.type] : [],
  );
  return [...answers, ...read].map((id) => ({
    rule: 'real number shown',
    id,
    what: 'the answer holds the phone number of a person',
  }));
}
