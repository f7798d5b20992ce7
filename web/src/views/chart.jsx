/** The line of somebody's quality, drawn by uPlot; the table beside it says the same in words. */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';

import { CEILING, TIER_STEP } from '../ledger/rules.js';
import { useWords } from '../messages.js';

const HEIGHT = 260;
const LEVELS = [0, 1, 2, 3, 4, 5].map((tier) => tier * TIER_STEP);
const POINT_SIZE = 7;
const AXIS_SPACE = 90;

export function QualityChart({ curve, reasons }) {
  const words = useWords();
  const { t, number } = words;
  const place = useRef();
  const drawable = curve.length > 1;

  useEffect(() => {
    if (!drawable) return undefined;
    const element = place.current;
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    let plot;
    const draw = () => {
      plot?.destroy();
      plot = new UPlot(optionsFor(element, words), dataOf(curve, reasons), element);
    };
    const fit = new ResizeObserver(() =>
      plot?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    draw();
    fit.observe(element);
    scheme.addEventListener('change', draw);
    return () => {
      fit.disconnect();
      scheme.removeEventListener('change', draw);
      plot.destroy();
    };
  }, [curve, words.language]);

  if (!drawable) return null;
  const qualities = curve.map((point) => point.quality);
  return (
    <figure>
      <div
        ref={place}
        role="img"
        aria-label={t('chart.label', {
          least: number(Math.min(...qualities)),
          most: number(Math.max(...qualities)),
          now: number(qualities.at(-1)),
        })}
      />
      <figcaption>{t('chart.caption')}</figcaption>
    </figure>
  );
}

/** The line, and on it a point for everything that happened. */
function dataOf(curve, reasons) {
  const marked = new Map(
    reasons.filter((line) => line.transaction).map((line) => [line.time, line.quality]),
  );
  const points = curve.filter((point, index) => point.time !== curve[index - 1]?.time);
  return [
    points.map((point) => point.time),
    points.map((point) => point.quality),
    points.map((point) => marked.get(point.time) ?? null),
  ];
}

function optionsFor(element, { t, date, onAxis, number }) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: color('text'), grid: { stroke: color('line'), width: 1 } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [null, AXIS_SPACE / 3, null, null],
    tzDate: (time) => UPlot.tzDate(new Date(time * 1000), 'Etc/UTC'),
    scales: { y: { range: [0, CEILING] } },
    legend: { live: true },
    series: [
      { label: t('column.date'), value: (_, time) => (time === null ? '' : date(time)) },
      {
        label: t('column.quality'),
        stroke: color('accent'),
        fill: color('shade'),
        width: 2,
        points: { show: false },
        value: (_, quality) => (quality === null ? '' : number(quality)),
      },
      {
        label: t('chart.events'),
        stroke: color('accent'),
        paths: () => null,
        points: { show: true, size: POINT_SIZE, fill: color('accent') },
        value: (_, quality) => (quality === null ? '' : number(quality)),
      },
    ],
    axes: [
      {
        ...axis,
        space: AXIS_SPACE,
        values: ({ scales: { x } }, times) => times.map((time) => onAxis(time, x.max - x.min)),
      },
      { ...axis, splits: () => LEVELS, values: (_, levels) => levels.map(number) },
    ],
  };
}
