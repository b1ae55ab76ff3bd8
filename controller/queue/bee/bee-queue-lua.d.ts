/** The scripts of bee-queue, which forget nothing but live in Redis's own cache: they are gone when it restarts. */
declare module 'bee-queue/lib/lua/index.js' {
  const lua: { readonly buildCache: (client: unknown) => Promise<unknown> };
  export default lua;
}
