import { Badge } from '@mantine/core';
import { OUTCOME_COLORS, STATUS_COLORS } from '../words/texts.js';

const shown = (color: string | undefined, text: string) => (
  <Badge variant="dot" color={color ?? 'gray.6'} tt="none" className="badge">
    {text}
  </Badge>
);

export const Status = ({ of }: { of: string }) => shown(STATUS_COLORS[of], of);
export const Outcome = ({ of }: { of: string }) => shown(OUTCOME_COLORS[of], of);
