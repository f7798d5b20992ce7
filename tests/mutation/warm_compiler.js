#!/usr/bin/env node
/**
 * The locked Solidity compiler, kept loaded: for each line of standard JSON input on stdin it
 * writes one line of standard JSON output. Imports that the input does not carry are read relative
 * to the working directory.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');

const solc = require(path.resolve('node_modules', 'solc'));

function contents(name) {
  return fs.existsSync(name)
    ? { contents: fs.readFileSync(name, 'utf8') }
    : { error: `File not found: ${name}` };
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${solc.compile(line, { import: contents })}\n`);
});
