const OF_BOTH = [
  'whether 8x8 can reach PUBLIC_URL, and sends the secret that Maskline expects: 8x8 shows only that one is set. Make a test call.',
];
const OF_CALLS = [
  'whether 8x8 has whitelisted your virtual numbers as caller ids. It requires this for calls that start from your app. Ask 8x8.',
  'whether sayAndCapture, which PINs need, is enabled for the sub-account. Ask 8x8.',
];
const OF_TEXTS = [
  'which of your numbers can send and receive texts: 8x8 lists no such field. Ask your account manager, then set `capabilities` of each number.',
  'whether the SMS sub-account may send from numbers of the voice sub-account. Ask 8x8.',
  'whether a destination country keeps your number as the sender. Where it does not, replies are lost. Ask 8x8, or send a text there.',
  'whether receipts are sent as JSON. The account can be set to XML, which Maskline refuses. See 8x8 Connect.',
];

/**
 * Lists what 8x8's API does not show, for the operator to ask or to try.
 * @param hasCalls whether voice sub-accounts were checked
 * @param hasTexts whether SMS sub-accounts were checked
 */
export function unknowns(hasCalls: boolean, hasTexts: boolean): string[] {
  const known = [...OF_BOTH, ...(hasCalls ? OF_CALLS : []), ...(hasTexts ? OF_TEXTS : [])];
  return ['', 'What the API of 8x8 does not show:', ...known.map((each) => `  - ${each}`)];
}
