// What an end-to-end test imports. docs/development.md shows how to write one.
export { forEachTarget } from "./targets.mjs";
export { DESKTOP, PHONE } from "./viewports.mjs";
export { OUT, artefact, fixture } from "./paths.mjs";
