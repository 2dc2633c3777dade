import { Text } from '@mantine/core';
import { Fragment } from 'react';
import type { Schemas } from '../../api/client.js';
import { Time } from '../../components/time.js';

type Call = Schemas['Call'];

interface Step {
  at: string;
  /** Between which of the three it happens: 0 is the caller, 1 Maskline, 2 the callee. */
  from: 0 | 1;
  text: string;
  isBad?: boolean;
}

/** The steps of a call in time, between the caller, the virtual number and the callee. */
export function Ladder({ call }: { call: Call }) {
  const steps = stepsOf(call);
  if (steps.length === 0) return <Text size="sm">8x8 has not reported any step yet.</Text>;
  const [a, b] = [call.caller.role ?? 'Caller', call.callee.role ?? 'Callee'];
  return (
    <div className="ladder" role="table" aria-label="Steps of the call" tabIndex={0}>
      <div role="row" style={{ display: 'contents' }}>
        {['Time', a, call.virtualNumber ?? 'Virtual number', b].map((title) => (
          <div className="ladder-head" role="columnheader" key={title}>
            {title}
          </div>
        ))}
      </div>
      {steps.map(({ at, from, text, isBad }) => (
        <div role="row" style={{ display: 'contents' }} key={`${at} ${from} ${text}`}>
          <div className="ladder-time" role="cell">
            <Time at={at} />
          </div>
          {([0, 1, 2] as const).map((column) => (
            <Fragment key={column}>
              {column === from ? (
                <div
                  className={`ladder-step${isBad ? ' ladder-step-failed' : ''}`}
                  role="cell"
                  style={{ gridColumn: `${from + 2} / span 2` }}
                >
                  {text}
                </div>
              ) : (
                column !== from + 1 && <div role="cell" />
              )}
            </Fragment>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Returns the steps in time. Leg A is between caller and number, leg B between number and callee. */
function stepsOf({ legs, decidedAt, decision }: Call): Step[] {
  const ofLegs = legs.flatMap((leg): Step[] => {
    const from = leg.leg === 'A' ? 0 : 1;
    const name = leg.leg === 'A' ? 'Leg A' : 'Leg B';
    const wasConnected = leg.connectedAt !== null;
    // 8x8 answers the caller itself to say why nobody is connected, or to ask for a PIN.
    const answered = decision === 'connect' ? 'connected' : 'hears a message';
    return [
      { at: leg.initiatedAt, from, text: leg.leg === 'A' ? `${name}: dials` : `${name}: rings` },
      { at: leg.connectedAt, from, text: `${name}: ${answered}` },
      {
        at: leg.disconnectedAt,
        from,
        text: `${name}: ended, ${leg.status}`,
        isBad: !wasConnected,
      },
    ].filter((step): step is Step => step.at !== null);
  });
  const decided: Step[] =
    decidedAt === null
      ? []
      : [
          {
            at: decidedAt,
            from: 0,
            text: `Maskline: ${decision === 'connect' ? 'connect' : (decision ?? 'no decision')}`,
            isBad: decision === 'refuse',
          },
        ];
  return [...decided, ...ofLegs].toSorted((x, y) => Date.parse(x.at) - Date.parse(y.at));
}
