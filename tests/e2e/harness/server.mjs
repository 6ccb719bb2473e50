// The hosted artefact on a server, below a path that no one would have thought of when building.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { DIST, ROOT } from "./paths.mjs";

const PREFIX = "/tools/air-flame/v1/";

/** Starts `xtask serve` on a free port; gives the address of the page, and `stop()`. */
export async function startServer() {
  const args = ["serve", "--port", "0", "--dir", DIST, "--prefix", PREFIX];
  const xtask = process.env.AIRFLAME_XTASK;
  const [program, words] = xtask ? [xtask, args] : ["cargo", ["xtask", ...args]];
  const server = spawn(program, words, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => server.kill();
  process.once("exit", stop);

  const address = new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code} before it gave its address`)));
    createInterface(server.stdout).on("line", (line) => {
      const found = /http:\/\/\S+/.exec(line);
      if (found) resolve(found[0]);
    });
  });
  return { address: await address, stop };
}
