'use strict';
const fs = require('node:fs/promises');
const { openSync, closeSync } = require('node:fs');

class OvenAccessError extends Error {
  name = 'OvenAccessError';
}

const TEMPERATURES = { rye: 240, wheat: 220 };

function temperature(bread) {
  const found = TEMPERATURES[bread];
  return found.toFixed(1);
}

function recipe(bread) {
  const recipes = new Map([['rye', ['water', 'flour']]]);
  return recipes.get(bread).map((part) => part.toUpperCase());
}

function batch(size) {
  return new Array(Number(size)).fill('roll');
}

function settings() {
  return JSON.parse('{"oven": 3, "fan": on}');
}

function crumbs(depth) {
  return [crumbs(depth + 1)];
}

function guarded() {
  throw new OvenAccessError('access denied for user baker: the oven timed out, no space left on the tray');
}

async function bothOvens() {
  return Promise.any([
    Promise.reject(new Error('left oven is cold')),
    Promise.reject(new Error('right oven is being cleaned')),
  ]);
}

async function diary() {
  await fs.appendFile(`${process.env.DATA_DIR}/diary.log`, 'rolls baked\n'.repeat(2000));
  return { written: true };
}

async function poster() {
  return (await fs.readFile('/srv/shop/koa/posters/spring.svg')).length;
}

function trays() {
  const open = [];
  try {
    for (let number = 0; number < 400; number++) open.push(openSync('/etc/hostname'));
    return open.length;
  } finally {
    open.forEach(closeSync);
  }
}

async function proofing() {
  const signal = AbortSignal.timeout(700);
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

function glaze() {
  return require('./glaze').recipe;
}

function printer() {
  return require('receipt-printer-driver').print();
}

module.exports = {
  temperature, recipe, batch, settings, crumbs, guarded, bothOvens, diary, poster, trays, proofing, glaze, printer,
};
