import { phoneExampleOf } from '../../kernel/countries/find-country.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query, Rows } from '../../platform/statements.ts';
import type { ContactInput, PublicCustomer } from './contract.ts';
import { type Contact, isSamePerson, normalizePhone } from './rules.ts';
import { completeCustomer, customersReachedBy, insertCustomer } from './store.ts';

type CandidateQuery = ReturnType<typeof customersReachedBy>;

/** A query to put into a batch, and who it turns out to be: a known customer, or a new one, with the write it takes. */
export interface CustomerRead {
  readonly contact: Contact;
  readonly query: CandidateQuery;
  resolve(candidates: Rows<[CandidateQuery]>[0]): {
    readonly customer: PublicCustomer;
    readonly write: Query;
  };
}

export function recognizeCustomer(ctx: Ctx, input: ContactInput): CustomerRead {
  const contact: Contact = {
    name: input.name,
    email: input.email ?? null,
    phone: input.phone === undefined ? null : requirePhone(input.phone, ctx.tenant.profile.country),
  };
  const isPartner = ctx.actor.type === 'api-key' || ctx.actor.type === 'system';
  return {
    contact,
    query: customersReachedBy(contact),
    resolve(candidates) {
      const known = candidates.find((candidate) => isSamePerson(candidate, contact, isPartner));
      if (known === undefined) {
        const customer = { id: ctx.newId('cus'), ...contact };
        return { customer, write: insertCustomer(customer, ctx.now) };
      }
      const customer = { ...known, email: known.email ?? contact.email, phone: known.phone ?? contact.phone };
      return { customer, write: completeCustomer(customer, ctx.now) };
    },
  };
}

function requirePhone(typed: string, country: string): string {
  const phone = normalizePhone(typed, country);
  if (phone !== undefined) return phone;
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [
      {
        in: 'body',
        pointer: '/customer/phone',
        detail: `Escribí el teléfono con código de área, por ejemplo ${phoneExampleOf(country)}`,
      },
    ],
  });
}
