// Where things are. `cargo xtask test` says so by the environment; a test that is run by hand finds the same places.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What was built. */
export const DIST = path.resolve(process.env.AIRFLAME_DIST ?? path.join(ROOT, "dist"));

/** Where screenshots go; git ignores it. */
export const OUT = path.join(ROOT, "tests", "e2e", "out");

/** A file of the build, which must be there. */
export function artefact(name) {
  return existing(path.join(DIST, name), "run `cargo xtask build` first");
}

/** A file of the repository, by its path from the root, for `upload` and `drop`. */
export function fixture(name) {
  return existing(path.resolve(ROOT, name), "a fixture is named by its path from the root of the checkout");
}

function existing(file, advice) {
  if (!existsSync(file)) throw new Error(`there is no ${file}; ${advice}`);
  return file;
}
