// One JSON object a line: {"do","with"} comes in, {"result"} or {"error"} goes out, one after the other; {"event"} at any time.
'use strict';
const readline = require('node:readline');

const write = (told) => process.stdout.write(JSON.stringify(told) + '\n');

exports.tell = (event) => write({ event });

exports.serve = (verbs) => {
  let last = Promise.resolve();
  const one = async (line) => {
    try {
      const asked = JSON.parse(line);
      write({ result: (await verbs[asked.do](asked.with)) ?? null });
    } catch (error) {
      write({ error: String((error && error.stack) || error) });
    }
  };
  readline.createInterface({ input: process.stdin })
    .on('line', (line) => { last = last.then(() => one(line)); })
    .on('close', () => process.exit(0));
};
