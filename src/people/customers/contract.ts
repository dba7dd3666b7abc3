import * as z from 'zod';

/** What somebody who books says of themselves. */
export const contactInputSchema = z
  .strictObject({
    name: z.string().trim().min(2).max(80),
    email: z.string().trim().toLowerCase().pipe(z.email()).optional(),
    phone: z
      .string()
      .trim()
      .min(6)
      .max(30)
      .optional()
      .describe('Como se marca en el país del local, o con su +; se guarda como E.164'),
  })
  .refine((contact) => contact.email !== undefined || contact.phone !== undefined, {
    path: ['email'],
    message: 'Indicá un email o un teléfono',
  })
  .meta({ id: 'CustomerInput' });

export const customerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable().describe('E.164'),
  })
  .meta({ id: 'Customer' });

export type ContactInput = z.infer<typeof contactInputSchema>;
export type PublicCustomer = z.infer<typeof customerSchema>;
