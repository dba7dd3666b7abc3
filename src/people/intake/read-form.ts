import { recentCatalog } from '../../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Question } from '../../tenancy/verticals/contract.ts';
import { readVertical } from '../../tenancy/verticals/read-vertical.ts';
import { intakeOfShop } from '../../tenancy/verticals/rules/intake-of-shop.ts';
import { formSchema, type PublicForm, serviceIdSchema } from './contract.ts';
import { type AskedForm, askedBy, NOTHING_ASKED } from './rules/asked-form.ts';
import { areNotesSealed, hasIntake } from './seal-notes.ts';

export const readIntakeForm = action({
  name: 'intake.read-form',
  summary: 'Qué pregunta un servicio al reservar, y qué consentimientos pide',
  permission: 'catalog:read',
  input: serviceIdSchema,
  output: formSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }: { id: string }): Promise<PublicForm> => {
    const catalog = await recentCatalog(ctx);
    if (!catalog.serviceById.has(id)) throw new AppError('not-found', 'No existe ese servicio.');
    const { questions, consents } = formOf(ctx, catalog, [id]);
    return {
      questions: questions.map(presentQuestion),
      consents: consents.map(({ services: _, ...consent }) => consent),
      privacyUrl: ctx.tenant.profile.brand.legal?.privacyUrl ?? null,
      areNotesSealed: areNotesSealed(ctx),
    };
  },
});

/** What the shop asks of whoever books these services; nothing while its database has no place for the answers. */
export function formOf(ctx: Ctx, catalog: Catalog, serviceIds: readonly string[]): AskedForm {
  if (!hasIntake(ctx.tenant)) return NOTHING_ASKED;
  const shop = intakeOfShop(readVertical(ctx.tenant.profile.vertical), catalog.ownIntake);
  return askedBy(
    shop,
    serviceIds.flatMap((id) => catalog.serviceById.get(id)?.slug ?? []),
  );
}

/** The same of a booking or a hold, by the services it is made of. */
export function formOfVisit(
  ctx: Ctx,
  catalog: Catalog,
  { items }: { readonly items: readonly { readonly serviceId: string }[] },
): AskedForm {
  return formOf(
    ctx,
    catalog,
    items.map(({ serviceId }) => serviceId),
  );
}

export function presentQuestion({ services: _, ...question }: Question): PublicForm['questions'][number] {
  return question;
}
