// Sets the office up and adds people over the API, where a journey is about something else.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

export const INSTITUTION = { name: "Dinas Perpustakaan Kabupaten Contoh", zone: "Asia/Jakarta" };
export const ADMINISTRATOR = {
  name: "Wayan Sudarma",
  username: "wayan",
  password: "padi menguning di sawah",
};

const PASSWORD = "hujan turun di bulan juni";

// Answers the administrator's access token for `people`.
export async function setUp(node) {
  const token = new URL(await node.link()).hash.slice(1);
  const body = { token, institution: INSTITUTION, administrator: ADMINISTRATOR };
  await send(node, "POST", "/api/people/setup", body);
  const { username, password } = ADMINISTRATOR;
  const session = await send(node, "POST", "/api/people/sessions", { username, password });
  return session.access_tokens.people;
}

// What the administrator gives; it opens nothing before it is changed.
export const FIRST_PASSWORD = "kata pertama dari pengelola";

// A new employee with a day of their own, so that no journey meets another's punches, who has
// chosen a password of their own.
export async function addPerson(node, token, username, more = {}) {
  const person = { ...(await addStranger(node, token, username, more)), password: PASSWORD };
  const first = { username, password: FIRST_PASSWORD, new_password: PASSWORD };
  await send(node, "POST", "/api/people/sessions", first);
  return person;
}

// The same before their first sign-in.
export async function addStranger(node, token, username, more = {}) {
  const { roles = ["employee"], ...rest } = more;
  const person = { name: "Siti Rahayu", username, password: FIRST_PASSWORD, ...rest };
  const id = uuidv7();
  await send(node, "PUT", `/api/people/people/${id}`, { ...person, roles }, token);
  return { ...person, id };
}

// A unit since 2020, under another one or none; answers its id.
export async function addUnit(node, token, name, parentId = null) {
  const id = uuidv7();
  const state = { unit_id: id, name, parent_id: parentId, starts_on: "2020-01-01" };
  await send(node, "PUT", `/api/people/unit-states/${uuidv7()}`, state, token);
  return id;
}

// Somebody without a way in who belongs to a unit since 2020.
export async function addMember(node, token, unitId, position, person) {
  const id = uuidv7();
  const username = `anggota-${id.slice(-12)}`;
  const form = { username, roles: ["employee"], ...person };
  await send(node, "PUT", `/api/people/people/${id}`, form, token);
  await relate(node, token, { kind: "member", person_id: id, unit_id: unitId, position });
}

// What somebody is to a unit, since 2020.
export async function relate(node, token, relation) {
  const path = `/api/people/relations/${uuidv7()}`;
  await send(node, "PUT", path, { ...relation, starts_on: "2020-01-01" }, token);
}

// A unit with a head and so many members who all have a way in; names tell them apart.
export async function addTeam(node, token, name, memberNames) {
  const unitId = await addUnit(node, token, name);
  const join = async (kind, name) => {
    const username = name.toLowerCase().replaceAll(" ", ".");
    const person = await addPerson(node, token, username, { name });
    const relation = { person_id: person.id, unit_id: unitId };
    await relate(node, token, { ...relation, kind: "member" });
    if (kind === "head") await relate(node, token, { ...relation, kind });
    return person;
  };
  const head = await join("head", `Kepala ${name}`);
  const members = [];
  for (const member of memberNames) members.push(await join("member", member));
  return { unitId, head, members };
}

// A link by which somebody sets a password, as personnel hand it over.
export async function passwordLink(node, token, username) {
  const people = await send(node, "GET", "/api/people/people?limit=200", undefined, token);
  const { id } = people.find((person) => person.username === username);
  const path = `/api/people/people/${id}/password-link`;
  const link = await send(node, "POST", path, undefined, token);
  return `${node.origin}/reset#${link.token}`;
}

// Says by which ways people come in.
export async function openWays(node, token, ...waysIn) {
  const rules = { ways_in: waysIn, needs_second_factor: false };
  await send(node, "PATCH", "/api/people/institution", { sign_in: rules }, token);
}

// Another identity provider; answers its id.
export async function keepProvider(node, token, form) {
  const id = uuidv7();
  await send(node, "PUT", `/api/people/identity-providers/${id}`, form, token);
  return id;
}

async function send(node, method, path, body, token) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (method === "PATCH") headers["if-match"] = "*";
  const answer = await fetch(node.origin + path, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

function uuidv7() {
  const hex = Date.now().toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(13, 16),
    hex.slice(17, 20),
    hex.slice(20),
  ];
  return `${a}-${b}-7${c}-8${d}-${e}`;
}
