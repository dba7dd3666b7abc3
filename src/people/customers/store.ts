import { eq, or, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { customers } from './tables.ts';

const CONTACT = { id: customers.id, name: customers.name, email: customers.email, phone: customers.phone };

export function customersReachedBy(email: string | null, phone: string | null) {
  return statements
    .select(CONTACT)
    .from(customers)
    .where(or(sql`${customers.email} = ${email}`, sql`${customers.phone} = ${phone}`))
    .orderBy(customers.id)
    .limit(20);
}

export interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export function insertCustomer(customer: CustomerRow, now: number) {
  return statements.insert(customers).values({ ...customer, createdAt: now, updatedAt: now });
}

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
