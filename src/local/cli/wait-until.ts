import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.ts';

/** Asks again until the answer is an end; gives up, without undoing anything, after so many seconds. */
export async function waitUntil<Answer>(
  ask: () => Promise<Answer>,
  isEnd: (answer: Answer) => boolean,
  { seconds, again }: { readonly seconds: number; readonly again: string },
): Promise<Answer> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = 200; ; pause = Math.min(2_000, pause * 1.5)) {
    const answer = await ask();
    if (isEnd(answer)) return answer;
    if (Date.now() > deadline)
      throw new Failure(
        'unfinished',
        `Sigue en curso después de ${seconds} s. Para seguir mirando: ${again}`,
      );
    await delay(pause);
  }
}
