// Where the package lies: one level up, from src/ as from dist/.

/** The package's own folder, with a `/` at the end. */
export const packageRoot = new URL('../', import.meta.url);
