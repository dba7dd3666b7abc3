import { once } from 'node:events';
import { createServer } from 'node:net';

/** Throws a message that says what to do when something already listens on a local port. */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer((stranger) => stranger.destroy());
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(portProblem(port, error), { cause: error });
  }
  server.close();
  await once(server, 'close');
}

function portProblem(port: number, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 10} npm start`;
  }
  return `Port ${port} cannot be opened (${String(code ?? error)}). Choose another: PORT=8787 npm start`;
}
