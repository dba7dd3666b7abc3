import * as z from 'zod';
import { badRequest, HttpError, notFound } from './http-error.ts';
import type { GroupRecord, PlatformState } from './platform-state.ts';

type Json = Record<string, unknown>;
type WithState = { state: PlatformState };

export const CREATE_GROUP = z.object({ name: z.string(), location: z.string() });

/** Turso tells of a location that it does not know; here every one that is named as those on AWS are is known. */
export function createGroup({ state }: WithState, group: z.infer<typeof CREATE_GROUP>): Json {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(group.name)) throw badRequest('invalid group name');
  if (!/^aws-[a-z]+-[a-z]+-\d$/.test(group.location))
    throw badRequest(`location ${group.location} not found`);
  if (state.groups().some(({ name }) => name === group.name))
    throw new HttpError(409, { error: `group ${group.name} already exists` });
  state.putGroup(group);
  return { group: presentGroup(group) };
}

export function groupNamed({ state }: WithState, name: string): GroupRecord {
  const found = state.groups().find((group) => group.name === name);
  if (found === undefined) throw notFound('group not found');
  return found;
}

export function presentGroup({ name, location }: GroupRecord): Json {
  return {
    name,
    version: 'local',
    uuid: '00000000-0000-4000-8000-000000000000',
    locations: [location],
    primary: location,
    delete_protection: false,
  };
}
