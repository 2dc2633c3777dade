const CURRENCY = 'EUR';

/** Some countries, with invented prices. */
const COUNTRIES = [
  country('SG', 'Singapore', '+65', 'SingTel', 525_001, '525', '01'),
  country('US', 'United States', '+1', 'Western Wireless', 310_012, '310', '12'),
];

function country(
  alpha2Code: string,
  countryName: string,
  dialingPrefix: string,
  operatorName: string,
  operatorId: number,
  mcc: string,
  mnc: string,
) {
  const place = { alpha2Code, countryName, dialingPrefix };
  const price = { amount: 0.0125, currency: CURRENCY };
  const defaultPrice = { amount: 0.0446592, currency: CURRENCY };
  return {
    outbound: { ...place, operators: [{ operatorName, operatorId, hni: [{ mcc, mnc }], price }] },
    inbound: { ...place, numberTypes: [{ type: 'longcode', defaultPrice }] },
  };
}

/** Returns the static prices of the sub-account, filtered as 8x8 does. */
export function pricesOf(
  subAccountId: string,
  wanted: { country?: string; direction?: string },
): object {
  const isWanted = ({ alpha2Code }: { alpha2Code: string }) =>
    wanted.country === undefined || alpha2Code === wanted.country;
  const countries = COUNTRIES.map(({ outbound }) => outbound).filter(isWanted);
  return {
    subAccountId,
    ...(wanted.direction !== 'inbound' && { outbound: [{ countries }] }),
    ...(wanted.direction !== 'outbound' && {
      inbound: COUNTRIES.map(({ inbound }) => inbound).filter(isWanted),
    }),
  };
}
