import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openHistory } from '../../../src/local/turso/history.ts';

it('goes back to the newest checkpoint before an instant, among those that are kept', () => {
  const dir = mkdtempSync(join(tmpdir(), 'barberpro-history-'));
  let content = '';
  const history = openHistory(dir, { checkpointMs: 3_600_000, keep: 2 }, (_, path) =>
    writeFileSync(path, content),
  );
  onTestFinished(() => {
    history.stop();
    rmSync(dir, { recursive: true });
  });
  const at = (instant: number) => {
    const path = history.find('shop', instant);
    return path && readFileSync(path, 'utf8');
  };
  for (const [instant, text] of [
    [100, 'first'],
    [200, 'second'],
    [1_000, 'third'],
  ] as const) {
    content = text;
    history.noteWrite('shop');
    history.checkpoint(instant);
  }
  history.checkpoint(2_000); // nothing was written since
  expect([at(199), at(200), at(999), at(5_000)]).toEqual([undefined, 'second', 'second', 'third']);
  history.forget('shop');
  expect(at(5_000)).toBeUndefined();
});
