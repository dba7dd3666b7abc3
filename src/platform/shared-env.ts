/** What both Workers are bound to. */
export type SharedEnv = Pick<Env, keyof Env & keyof BackstageEnv>;
