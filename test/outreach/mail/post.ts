import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MailEmulator,
  type MailEmulatorOptions,
  startMailEmulator,
} from '../../../src/local/mail/start.ts';
import { deliverMail, type MailSurroundings } from '../../../src/outreach/mail/deliver-mail.ts';
import { resendService } from '../../../src/outreach/mail/gateway-resend.ts';
import { relayMail } from '../../../src/outreach/mail/relay-mail.ts';
import type { TenantWorld } from '../../support/tenant-world.ts';

export const NEUTRAL = 'turnos@correo.example';

/** The mail service of a test: the emulator over HTTP, and what delivering needs of it. */
export interface Post extends MailEmulator {
  readonly surroundings: MailSurroundings;
}

export async function openPost(options: Partial<MailEmulatorOptions> = {}): Promise<Post> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-mail-'));
  const emulator = await startMailEmulator({ port: 0, dataDir, neutralDomain: 'correo.example', ...options });
  const service = resendService({ apiUrl: emulator.url, apiKey: emulator.apiKey });
  return {
    ...emulator,
    surroundings: { service, neutralAddress: NEUTRAL, invitationUrl: () => Promise.resolve(undefined) },
    async stop() {
      await emulator.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** As queue and alarm do it: looks for events, sends what is due, and comes back when something else is. */
export async function relayAndSend(
  world: TenantWorld,
  surroundings: MailSurroundings,
  until = world.now,
): Promise<void> {
  const system = () => world.ctx({ actor: { type: 'system', reason: 'relay' } });
  const end = Math.max(until, world.now);
  for (;;) {
    await relayMail(system());
    const { nextAt, hasMore } = await deliverMail(system(), surroundings);
    if (hasMore || (nextAt !== undefined && nextAt <= world.now)) continue;
    if (nextAt === undefined || nextAt > end) break;
    world.now = nextAt;
  }
  world.now = end;
}
