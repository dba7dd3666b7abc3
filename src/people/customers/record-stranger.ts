import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import type { PublicCustomer } from './contract.ts';
import { insertCustomer } from './store.ts';

/** A customer who left no contact: nobody who could be recognized the next time. */
export function recordStranger(
  ctx: Ctx,
  name: string,
): { readonly customer: PublicCustomer; readonly write: Query } {
  const customer = { id: ctx.newId('cus'), name, email: null, phone: null };
  return { customer, write: insertCustomer(customer, ctx.now) };
}
