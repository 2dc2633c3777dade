import { now, type Recorder } from '../history/recorder.js';

/** Milliseconds between two looks, and those beyond them that count as a lag. */
const EVERY = 20;
const LAG = 150;

/** Records when this process itself did not run, so that nothing it measured then counts. */
export function watchLag(recorder: Recorder): () => void {
  let last = now();
  const timer = setInterval(() => {
    const time = now();
    if (time - last > EVERY + LAG) recorder.add({ type: 'lag', start: last, end: time });
    last = time;
  }, EVERY);
  return () => clearInterval(timer);
}
