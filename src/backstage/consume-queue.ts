import { createLog, errorFields } from '../platform/log.ts';
import type { PlatformMessage, RelayMessage, TenantMessage } from '../platform/nudge-relay.ts';
import { settingsOf } from '../platform/settings.ts';

type Consume<Message> = (message: Message, env: BackstageEnv, execution: ExecutionContext) => Promise<void>;

interface Consumers {
  readonly ofTenants: Consume<TenantMessage>;
  readonly ofPlatform: Consume<PlatformMessage>;
}

/** Each message by itself: one that fails is retried alone and never takes its neighbours to the dead letters. */
export function queueConsumer({ ofTenants, ofPlatform }: Consumers) {
  return async (
    batch: MessageBatch<RelayMessage>,
    env: BackstageEnv,
    execution: ExecutionContext,
  ): Promise<void> => {
    await Promise.all(
      batch.messages.map(async (message) => {
        const { body, id, attempts } = message;
        try {
          if ('tenantId' in body) await ofTenants(body, env, execution);
          else await ofPlatform(body, env, execution);
          message.ack();
        } catch (error) {
          const log = createLog(settingsOf(env).logLevel, { requestId: id });
          log.error('relay.failed', { ...body, attempts, ...errorFields(error) });
          message.retry();
        }
      }),
    );
  };
}
