import { Narrator } from './narrator.js';
import { type Stage, startStage } from './stage.js';
import { curlExamples, narrate } from './story.js';

/** `npm run demo`: exits 0 only if every step of the story succeeds. */
const keep = process.argv.includes('--keep');
const narrator = new Narrator();
narrator.title('Maskline: a masked ride, from booking to call records');

let interrupt: () => void = () => process.exit(130);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt());

let stage: Stage | undefined;
try {
  stage = await startStage();
  interrupt = () => void stage?.stop().then(() => process.exit(130));
  narrator.say(`Maskline    ${stage.url}   (${stage.databaseKind})`);
  narrator.say(`8x8         ${stage.simulatorUrl}   (simulated: no real call is made)`);
  await narrate(stage, narrator);
  if (keep && narrator.mistakes === 0) {
    narrator.title('Everything keeps running; try it yourself (Ctrl-C stops it)');
    narrator.say(`Console     ${stage.url}/console`);
    narrator.say(`API key     ${stage.adminApiKey}`);
    for (const line of curlExamples(stage)) console.log(`${line}\n`);
    await new Promise<void>((resolve) => {
      interrupt = resolve;
    });
  }
} catch (error) {
  narrator.mistake(`the demo stopped early: ${(error as Error).message}`);
} finally {
  interrupt = () => undefined;
  if (!(await stage?.stop())) narrator.mistake('Maskline did not stop cleanly');
}
narrator.title(
  narrator.mistakes === 0
    ? `All ${narrator.checks} checks were right.`
    : `${narrator.mistakes} of ${narrator.checks} checks were wrong.`,
);
process.exit(narrator.mistakes === 0 ? 0 : 1);
