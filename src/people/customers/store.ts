import { eq, or, sql } from 'drizzle-orm';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { customers } from './tables.ts';

const CONTACT = { id: customers.id, name: customers.name, email: customers.email, phone: customers.phone };

export const customersReachedBy = prepared(
  (contact: Params<{ email: string | null; phone: string | null }>) =>
    statements
      .select(CONTACT)
      .from(customers)
      .where(or(sql`${customers.email} = ${contact.email}`, sql`${customers.phone} = ${contact.phone}`))
      .orderBy(customers.id)
      .limit(20),
);

export interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export function insertCustomer(customer: CustomerRow, now: number) {
  return insertRow({ ...customer, now });
}

const insertRow = prepared((row: Params<CustomerRow & { now: number }>) =>
  statements.insert(customers).values({
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    createdAt: row.now,
    updatedAt: row.now,
  }),
);

/** Adds a contact that was not known; what is known stays. */
export function completeCustomer(customer: CustomerRow, now: number) {
  return statements
    .update(customers)
    .set({
      email: sql`coalesce(${customers.email}, ${customer.email})`,
      phone: sql`coalesce(${customers.phone}, ${customer.phone})`,
      updatedAt: now,
    })
    .where(eq(customers.id, customer.id));
}
