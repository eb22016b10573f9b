// The frame of a file of journeys: one node and one browser for all, and for each journey a person
// and a phone of its own. What the browser complained about fails the journey.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { NgantorNode } from "./node.js";
import { addPerson, setUp } from "./people.js";
import { openBrowser, Visitor } from "./visitor.js";

// Calls `begin` before each test with { node, browser, token, person, visitor, page }. The phone
// sees the office at a number, or at another host that is this machine; the node runs with more
// variables of the environment.
export function eachWithAPerson(begin, { host = "127.0.0.1", environment = {} } = {}) {
  let node, browser, token, visitor;
  let n = 0;

  before(async () => {
    // One after the other: a browser without a node would keep the run from ending.
    node = await NgantorNode.start(environment);
    browser = await openBrowser();
    token = await setUp(node);
  });

  after(async () => {
    await browser?.close();
    await node?.stop();
  });

  beforeEach(async () => {
    const person = await addPerson(node, token, `pegawai-${++n}`);
    visitor = await Visitor.arrive(browser, node.origin.replace("127.0.0.1", host));
    begin({ node, browser, token, person, visitor, page: visitor.page });
  });

  afterEach(async () => {
    await visitor?.context.close();
    assert.deepEqual(visitor?.complaints, []);
  });
}
