import { parseArgs } from 'node:util';
import { startTursoEmulator } from './start.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8788' },
    'data-dir': { type: 'string', default: '.data/turso' },
    seed: { type: 'string', default: '1' },
  },
});

const emulator = await startTursoEmulator({
  port: Number(values.port),
  dataDir: values['data-dir'],
  seed: Number(values.seed),
});
const { url, organization, group, apiToken } = emulator;
console.log(JSON.stringify({ ready: true, url, organization, group, apiToken }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    emulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
