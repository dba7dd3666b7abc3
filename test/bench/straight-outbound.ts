import { PLUGINS } from 'miniflare';

interface GeneratedService {
  name?: string;
  worker?: { globalOutbound?: { name: string } };
}

/**
 * Lets the Workers' `fetch` go straight to the network, as it does where they are deployed. Miniflare puts an
 * interceptor Worker (for its development features) in between, which costs as much as the request itself.
 * There is no option for it, so the configuration that it generates for workerd is changed on its way.
 */
export function bypassOutboundInterceptor(): void {
  const core = PLUGINS.core as unknown as { getServices(options: unknown): Promise<unknown> };
  const generate = core.getServices.bind(core);
  core.getServices = async (options) => {
    const generated = await generate(options);
    const services = (
      Array.isArray(generated) ? generated : (generated as { services: unknown }).services
    ) as GeneratedService[];
    const users = services.filter(({ name }) => name?.startsWith('core:user:'));
    if (users.length === 0) throw new Error('Miniflare generates other services than it did: look here');
    for (const { worker } of users) if (worker !== undefined) worker.globalOutbound = { name: 'internet' };
    return generated;
  };
}
