import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';

export interface Series {
  label: string;
  /** A CSS variable of a colour. */
  color: string;
  values: readonly number[];
}

interface ChartProps {
  /** What the chart shows, with its main numbers, for those who do not see it. */
  label: string;
  /** Seconds since 1970. */
  x: readonly number[];
  /** Counts. */
  series: readonly Series[];
}

const HEIGHT = 190;
/** Steps of the vertical axis: what is counted has no halves. */
const STEPS = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((unit) => [unit, 2 * unit, 5 * unit]);

/** Returns the value of a CSS variable, since a canvas cannot use it. */
const colorOf = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(variable).trim();

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const timesOf = (_plot: UPlot, seconds: number[]): string[] =>
  seconds.map((second) => CLOCK.format(new Date(second * 1000)));

/** Counts over time, as lines. */
export function Chart({ label, x, series }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const { colorScheme } = useMantineColorScheme();
  useEffect(() => {
    const element = place.current!;
    const axis: UPlot.Axis = {
      stroke: colorOf('--mantine-color-text'),
      grid: { stroke: colorOf('--mantine-color-default-border'), width: 1 },
    };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
        axes: [
          { ...axis, values: timesOf },
          { ...axis, incrs: STEPS },
        ],
        legend: { live: false },
        series: [
          {},
          ...series.map(({ label: name, color }) => ({
            label: name,
            stroke: colorOf(color),
            width: 2,
            points: { show: false },
          })),
        ],
      },
      [[...x], ...series.map(({ values }) => [...values])],
      element,
    );
    const resize = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [x, series, colorScheme]);
  return <div ref={place} className="chart" role="img" aria-label={label} />;
}
