// Clients that are not ours upload while the network is cut and the node is killed; not a byte
// is other than it was.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Upload } from "tus-js-client";

import { NgantorNode } from "../browser/node.js";
import { ADMINISTRATOR, setUp } from "../browser/people.js";
import { chanceOf, Cutter } from "./cutter.js";

const N_BYTES = Number(process.env.MIB ?? 32) << 20;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const N_KILLS = 3;
// Longer than the node takes to start again, in ms.
const PAUSES_MS = [100, 200, 500, 1000, 2000, 2000, 4000, 4000, 4000, 4000];

let node;
let cutter;
let token;
const chance = chanceOf(SEED);

before(async () => {
  console.log(`SEED=${SEED}`);
  node = await NgantorNode.start();
  await setUp(node);
  token = await signIn();
  cutter = await Cutter.before(node, chance);
});

after(async () => {
  cutter?.close();
  await node?.stop();
});

async function signIn() {
  const { username, password } = ADMINISTRATOR;
  const answer = await fetch(`${node.origin}/api/people/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  return (await answer.json()).access_tokens.uploads;
}

const digestOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

// Kills the node some times while something is going on.
async function killing(going) {
  let isOver = false;
  const whole = going.finally(() => (isOver = true));
  for (let n = 0; n < N_KILLS; n += 1) {
    await Promise.race([sleep(300 + chance() * 1200), whole]);
    if (isOver) break;
    await node.killAndRestart();
  }
  return whole;
}

// What the office says of a file; the node may be starting.
async function told(address) {
  const { pathname } = new URL(address);
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  for (;;) {
    const answer = await fetch(node.origin + pathname, { headers });
    const file = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(file));
    if (file.state !== "digesting") return file;
    await sleep(500);
  }
}

function byTusJs(bytes, more) {
  return new Promise((fulfil, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `${cutter.origin}/api/uploads/files`,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { filename: "hasil.bin", filetype: "application/octet-stream" },
      retryDelays: PAUSES_MS,
      ...more,
      onError: reject,
      onSuccess: () => fulfil(upload.url),
    });
    upload.start();
  });
}

async function byTuspy(bytes) {
  const path = join(node.data, "sent.bin");
  await writeFile(path, bytes);
  const arguments_ = ["upload.py", `${cutter.origin}/api/uploads/files`, token, path];
  const python = spawn(process.env.PYTHON ?? "python3", arguments_, {
    cwd: import.meta.dirname,
    env: { ...process.env, PYTHONPATH: ".python" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) python[name].on("data", (text) => (said[name] += text));
  const [code] = await once(python, "close");
  await rm(path);
  assert.equal(code, 0, said.stderr);
  return said.stdout.trim();
}

const clients = {
  "tus-js-client in one request": (bytes) => byTusJs(bytes),
  "tus-js-client in pieces": (bytes) => byTusJs(bytes, { chunkSize: 3_000_000 }),
  "tus-js-client in parallel parts": (bytes) => byTusJs(bytes, { parallelUploads: 4 }),
  "tuspy": byTuspy,
};

for (const [name, upload] of Object.entries(clients)) {
  test(`${name}: cut and killed, every byte is right`, { timeout: 900_000 }, async () => {
    const bytes = randomBytes(N_BYTES);
    const cutsBefore = cutter.nCuts;
    const file = await told(await killing(upload(bytes)));
    assert.equal(file.sha256, digestOf(bytes));
    assert.ok(cutter.nCuts > cutsBefore, "nothing was cut");
  });
}
