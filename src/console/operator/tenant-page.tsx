import { METRICS } from '../../kernel/plan.ts';
import { Alert } from '../../site/components/alert.tsx';
import type { TenantUsage, Usage } from '../../tenancy/metering/contract.ts';
import type { Plan } from '../../tenancy/plans/contract.ts';
import { amountText, bytesText, HEALTH_TAGS, HEALTH_WORDS, METRIC_WORDS } from './words.ts';

interface TenantProps {
  readonly tenant: TenantUsage;
  readonly usage: Usage;
  /** Undefined when the tenant's database does not answer. */
  readonly plan: Plan | undefined;
  readonly offers: readonly { readonly id: string; readonly name: string }[];
  /** Why the plan was not changed. */
  readonly refusal: string | undefined;
}

export function TenantPage({ tenant, usage, plan, offers, refusal }: TenantProps) {
  const { slug, name, planName, schemaVersion, isBehind, health } = tenant;
  return (
    <div class="loose">
      <div class="head">
        <h1>{name}</h1>
        <span class={HEALTH_TAGS[health]}>{HEALTH_WORDS[health]}</span>
      </div>
      {refusal !== undefined && (
        <Alert title="El plan no cambió" kind="error">
          <p>{refusal}</p>
        </Alert>
      )}
      <p>
        {slug} · plan {planName} · esquema {schemaVersion}
        {isBehind && ' (hay uno más nuevo)'}
      </p>
      {usage.problem !== null && <p class="bad">Última medición: {usage.problem}</p>}
      {plan && <Quotas plan={plan} />}
      <form method="post" action={`/sitios/${slug}/plan`} class="card pad stack sheet">
        <div class="field">
          <label for="plan">Plan</label>
          <select id="plan" name="plan">
            {offers.map((offer) => (
              <option value={offer.id} selected={offer.id === tenant.plan}>
                {offer.name}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">Cambiar el plan</button>
      </form>
      <Months slug={slug} usage={usage} />
    </div>
  );
}

function Quotas({ plan }: { readonly plan: Plan }) {
  return (
    <ul class="card rows">
      {plan.quotas.map(({ title, used, limit }) => (
        <li class="row">
          <span>{title}</span>
          <span class={used > limit ? 'side bad' : 'side'}>
            {amountText(used)} de {amountText(limit)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Months({ slug, usage }: { readonly slug: string; readonly usage: Usage }) {
  return (
    <section class="stack" aria-labelledby="uso">
      <div class="head">
        <h2 id="uso">Uso por mes</h2>
        <form method="post" action={`/sitios/${slug}/medir`}>
          <button type="submit">Medir ahora</button>
        </form>
      </div>
      {usage.months.length === 0 && <p class="muted">Todavía no se midió: se mide solo una vez por hora.</p>}
      {usage.months.length > 0 && (
        <div class="card pad scroll">
          <table class="contrasts">
            <thead>
              <tr>
                <th scope="col">Mes</th>
                {METRICS.map((metric) => (
                  <th scope="col">{METRIC_WORDS[metric]}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {usage.months.map(({ month, amounts }) => (
                <tr>
                  <th scope="row">{month}</th>
                  {METRICS.map((metric) => (
                    <td>
                      {metric === 'storage-bytes' ? bytesText(amounts[metric]) : amountText(amounts[metric])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="muted small">El plan incluye {amountText(usage.included.bookings)} turnos por mes.</p>
    </section>
  );
}
