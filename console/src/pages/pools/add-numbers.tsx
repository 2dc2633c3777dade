import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Action } from '../../components/action.js';

/** Adds virtual numbers to a pool. */
export function AddNumbers({ pool }: { pool: string }) {
  const [text, setText] = useState('');
  const msisdns = text.split(/[\s,;]+/).filter(Boolean);
  return (
    <Action
      label="Add numbers"
      explanation="Virtual numbers that you rent from 8x8, in E.164 with a plus, one per line."
      isReady={msisdns.length > 0}
      run={() =>
        answerOf(
          api.POST('/v1/pools/{pool}/numbers', {
            params: { path: { pool } },
            body: { numbers: msisdns.map((msisdn) => ({ msisdn })) },
          }),
        )
      }
      onDone={() => setText('')}
    >
      <Textarea
        label="Virtual numbers"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        rows={6}
        placeholder="+6568332048"
      />
    </Action>
  );
}
