import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schemas, withReason } from '../../api/client.js';
import { useCan } from '../../app/session.js';
import { Action } from '../../components/action.js';
import { Fields } from '../../components/fields.js';
import { Problem } from '../../components/problem.js';
import { PageTitle, Section } from '../../components/section.js';
import { Time } from '../../components/time.js';
import { inWords } from '../../words/texts.js';
import { Erasures } from './erasures.js';

/** Requests of data subjects: what Maskline has about a phone number, and its erasure. */
export default function PrivacyPage() {
  const can = useCan();
  const [phoneNumber, setPhoneNumber] = useState('');
  const entered = phoneNumber.trim();
  return (
    <>
      <PageTitle title="Privacy" />
      <Section title="Whose data?">
        <TextInput
          label="Phone number of the person"
          description="In E.164 with a plus. It is sent in the body of the request, and not stored."
          value={phoneNumber}
          onChange={(event) => setPhoneNumber(event.currentTarget.value)}
          autoComplete="off"
          maw={320}
        />
      </Section>
      {can('numbers:reveal') && <Export phoneNumber={entered} />}
      <Erase phoneNumber={entered} />
      <Erasures />
    </>
  );
}

/** Loads the whole export, page by page, as a file for the person. */
async function exportAll(phoneNumber: string, reason: string): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const body = { phoneNumber, limit: 200, ...(cursor && { cursor }) };
    const page: Schemas['Page'] = await answerOf(
      api.POST('/v1/exports', { body, headers: withReason(reason) }),
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

function Export({ phoneNumber }: { phoneNumber: string }) {
  const [reason, setReason] = useState('');
  const run = useMutation({ mutationFn: () => exportAll(phoneNumber, reason.trim()) });
  return (
    <Section title="Export">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Stack align="start" gap="sm">
          <TextInput
            label="Reason"
            description="For the audit trail, for example the number of the request"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={200}
            w={320}
            required
          />
          <Button
            type="submit"
            loading={run.isPending}
            disabled={phoneNumber === '' || reason.trim() === ''}
          >
            Export
          </Button>
        </Stack>
      </form>
      {run.error && <Problem error={run.error} />}
      {run.data && (
        <Group mt="sm">
          <Text size="sm">
            {inWords(run.data.length)} bookings, calls, texts, blocks and opt-outs found.
          </Text>
          <Button size="xs" variant="default" onClick={() => download(run.data)}>
            Save as JSON
          </Button>
        </Group>
      )}
    </Section>
  );
}

function download(items: unknown[]): void {
  const blob = new Blob([JSON.stringify(items, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = 'maskline-export.json';
  link.click();
  URL.revokeObjectURL(link.href);
}

function Erase({ phoneNumber }: { phoneNumber: string }) {
  const [endsBookings, setEndsBookings] = useState(false);
  const [erased, setErased] = useState<Schemas['Erasure']>();
  return (
    <Section
      title="Erasure"
      actions={
        <Action
          label="Erase"
          color="red.9"
          explanation="Deletes the phone number from all bookings, calls, texts and blocks, and asks 8x8 to erase its texts. This cannot be undone, and can take minutes."
          isReady={phoneNumber !== ''}
          run={async () => {
            const body = { phoneNumber, endBookings: endsBookings };
            setErased(await answerOf(api.POST('/v1/erasures', { body })));
          }}
        >
          <Checkbox
            label="End the bookings of the person first"
            description="Without this, an erasure is refused while the person has a live booking."
            checked={endsBookings}
            onChange={(event) => setEndsBookings(event.currentTarget.checked)}
          />
        </Action>
      }
    >
      {erased ? (
        <Fields
          of={[
            ['Erased', <Time key="at" at={erased.erasedAt} />],
            ['Bookings', inWords(erased.bookings)],
            ['Calls', inWords(erased.calls)],
            ['Blocks', inWords(erased.blocks)],
            ['Texts', inWords(erased.messages)],
            ['Opt-outs', inWords(erased.optOuts)],
            ['Mentions in bookings', inWords(erased.mentions)],
            ['Calls still in progress', inWords(erased.callsUnderWay)],
          ]}
        />
      ) : (
        <Text size="sm">
          The records stay, without the number. If calls are still in progress, erase again later.
        </Text>
      )}
    </Section>
  );
}
