import { DurableObject } from 'cloudflare:workers';
import type { AgendaChange } from '../../kernel/agenda-change.ts';
import { formatInstant } from '../../kernel/local-time.ts';

/** Pages and consoles of one tenant that may be open at once; whoever comes later looks again by hand. */
const MAX_LISTENERS = 2_000;
const TOO_MANY = 1013;

/** Tells everybody who has a tenant's agenda open when it changes. Hibernates between two changes. */
export class LiveFeed extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    const isFull = this.ctx.getWebSockets().length >= MAX_LISTENERS;
    this.ctx.acceptWebSocket(server);
    if (isFull) server.close(TOO_MANY, 'try again later');
    return new Response(null, { status: 101, webSocket: client });
  }

  /** A hold's end is told too, when it comes: nobody else writes anything then. */
  async announce(change: AgendaChange): Promise<void> {
    if (this.ctx.getWebSockets().length === 0) return;
    this.#tell(change);
    if (change.expiresAt === undefined) return;
    this.ctx.storage.kv.put(`end:${change.expiresAt}:${change.subjectIds.join()}`, change);
    const alarm = await this.ctx.storage.getAlarm();
    if (alarm === null || change.expiresAt < alarm) await this.ctx.storage.setAlarm(change.expiresAt);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [key, change] of this.ctx.storage.kv.list<AgendaChange>({ prefix: 'end:' })) {
      const endsAt = change.expiresAt ?? 0;
      if (endsAt > now) next = Math.min(next, endsAt);
      else {
        this.ctx.storage.kv.delete(key);
        this.#tell(change);
      }
    }
    if (Number.isFinite(next)) await this.ctx.storage.setAlarm(next);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that no code came: they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  #tell({ subjectIds, from, to }: AgendaChange): void {
    const message = JSON.stringify({
      type: 'agenda-changed',
      subjectIds,
      from: formatInstant(from, 'UTC'),
      to: formatInstant(to, 'UTC'),
    });
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(message);
      } catch {
        // It is going away: its close event follows.
      }
    }
  }
}
