import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { isSamePerson, normalizePhone } from '../../../src/people/customers/rules.ts';
import { openShop, PARTNER, run, type Shop } from '../../agenda/bookings/shop.ts';

describe('a phone number as people type it', () => {
  it.each([
    ['11 2345-6789', '+5491123456789'],
    ['011 15 2345-6789', '+5491123456789'],
    ['+54 9 11 2345 6789', '+5491123456789'],
    ['0351 15 234-5678', '+5493512345678'],
    ['+1 415 555 2671', '+14155552671'],
    ['+81 (3) 1234-5678', '+81312345678'],
    [' +380 44 123 45 67', '+380441234567'],
  ])('%s is %s', (typed, kept) => {
    expect(normalizePhone(typed, 'AR')).toBe(kept);
  });

  it.each(['123', 'no tengo', '+54 9 11 2345', '+81 123', '+0 1234 5678', '+81 1234 5678 9012 3456'])(
    '%s is none',
    (typed) => {
      expect(normalizePhone(typed, 'AR')).toBeUndefined();
    },
  );
});

describe('a phone number of another country', () => {
  it.each([
    ['MX', '(55) 1234-5678', '+525512345678'],
    ['MX', '044 55 1234 5678', '+525512345678'],
    ['MX', '01 55 1234 5678', '+525512345678'],
    ['MX', '+52 1 55 1234 5678', '+525512345678'],
    ['AR', '+52 1 55 1234 5678', '+525512345678'],
    ['CO', '300 123 4567', '+573001234567'],
    ['CO', '601 234 5678', '+576012345678'],
    ['CO', '+54 11 2345-6789', '+5491123456789'],
  ])('in %s %s is %s', (country, typed, kept) => {
    expect(normalizePhone(typed, country)).toBe(kept);
  });

  it.each([
    ['MX', '1234 5678'],
    ['CO', '234 5678'],
    ['CO', '500 123 4567'],
  ])('in %s %s is none', (country, typed) => {
    expect(normalizePhone(typed, country)).toBeUndefined();
  });
});

describe('the same person', () => {
  const eva = { name: 'Eva Ríos', email: 'eva@example.com', phone: '+5491144443333' };
  it('for a partner: the same name and one contact in common', () => {
    expect(isSamePerson(eva, { name: 'eva  rios', email: 'eva@example.com', phone: null }, true)).toBe(true);
    expect(isSamePerson(eva, { name: 'Leo', email: 'eva@example.com', phone: null }, true)).toBe(false);
  });
  it('for a guest: every contact just as it is kept', () => {
    expect(isSamePerson(eva, { ...eva, name: 'eva rios' }, false)).toBe(true);
    expect(isSamePerson(eva, { ...eva, phone: null }, false)).toBe(false);
  });
});

describe('bookings of a guest', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.world.stop());
  const book = (customer: object, actor?: typeof PARTNER) =>
    run(createBooking, shop.world.ctx(actor && { actor }), { ...shop.wish(), customer });

  it('never say what else the shop knows of somebody with that name and e-mail', async () => {
    await book({ name: 'Eva Ríos', email: 'eva@example.com', phone: '11 4444-3333' });
    const other = await book({ name: 'eva rios', email: 'eva@example.com' });
    expect(other.customer.phone).toBeNull();
  });

  it('never add a contact to somebody else', async () => {
    await book({ name: 'Leo Gil', phone: '11 4444-9999' });
    await book({ name: 'leo gil', phone: '11 4444-9999', email: 'otro@example.com' });
    const back = await book({ name: 'Leo Gil', phone: '11 4444-9999' });
    expect(back.customer.email).toBeNull();
  });

  it('come from one customer when everything is the same, and a partner may complete what is missing', async () => {
    const first = await book({ name: 'Ana Paz', email: 'paz@example.com' });
    const second = await book({ name: 'ANA PAZ', email: 'paz@example.com' });
    expect(second.customer.id).toBe(first.customer.id);
    const third = await book({ name: 'Ana Paz', email: 'paz@example.com', phone: '11 5555-1111' }, PARTNER);
    expect(third.customer).toMatchObject({ id: first.customer.id, phone: '+5491155551111' });
  });
});
