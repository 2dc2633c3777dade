import type {
  Answer,
  Fact,
  Kind,
  Line,
  Operation,
  OperationOf,
  Setup,
} from '../history/history.js';
import type { Span } from './times.js';

/** An operation with all of its attempts. */
export interface Action<K extends Kind = Kind> extends Span {
  kind: K;
  id: string;
  request: OperationOf<K>['request'];
  attempts: OperationOf<K>[];
  /** The last answer that says what has happened; undefined: nobody knows. */
  answer: { status: number; body: unknown } | undefined;
}

/** A history, read. */
export interface Story {
  setup: Setup;
  actions: Action[];
  facts: Fact[];
}

/** @throws Error if the history has no setup */
export function storyOf(lines: readonly Line[]): Story {
  const setup = lines.find((line) => line.type === 'setup');
  if (setup === undefined) throw new Error('the history has no setup');
  const attempts = new Map<string, Operation[]>();
  const facts: Fact[] = [];
  for (const line of lines) {
    if (line.type === 'operation') {
      attempts.set(line.id, [...(attempts.get(line.id) ?? []), line]);
    } else if (line.type !== 'setup') facts.push(line);
  }
  const actions = [...attempts.values()].map(actionOf);
  return { setup, actions: actions.toSorted((a, b) => a.start - b.start), facts };
}

function actionOf(attempts: Operation[]): Action {
  const [{ kind, id, request }] = attempts as [Operation];
  const answers = attempts.map(({ answer }) => answer).filter(isCertain);
  return {
    kind,
    id,
    request,
    attempts,
    start: Math.min(...attempts.map(({ start }) => start)),
    end: Math.max(...attempts.map(({ end }) => end)),
    answer: answers.find(({ status }) => status < 300) ?? answers[0],
  };
}

/** After a 5xx, and without an answer, nobody knows whether it has happened. */
const isCertain = (answer: Answer): answer is { status: number; body: unknown } =>
  'status' in answer && answer.status < 500;

/** Returns the actions of a kind. */
export const actionsOf = <K extends Kind>({ actions }: Story, kind: K): Action<K>[] =>
  actions.filter((action): action is Action<K> => action.kind === kind);

export const factsOf = <T extends Fact['type']>(
  { facts }: Story,
  type: T,
): Extract<Fact, { type: T }>[] =>
  facts.filter((fact): fact is Extract<Fact, { type: T }> => fact.type === type);

export const isDone = (action: Action): boolean => (action.answer?.status ?? 500) < 300;
