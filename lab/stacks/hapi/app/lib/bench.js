'use strict';
const fs = require('node:fs');

const STEMS = { rose: { length: 60 }, tulip: { length: 35 } };

class ThornError extends Error {
  constructor(message) {
    super(message);
    this.name = 'ThornError';
  }
}

exports.stem = function stem(flower) {
  return STEMS[flower].length;
};

exports.bunch = function bunch(size) {
  return 'rose '.repeat(Number(size));
};

exports.thorn = function thorn() {
  throw new ThornError('EACCES to the rose bed, ETIMEDOUT at the gate: too many connections of thorns');
};

exports.diary = async function diary() {
  await fs.promises.appendFile(`${process.env.DATA_DIR}/diary.txt`, 'one bunch\n');
  return true;
};

exports.poster = function poster() {
  return fs.readFileSync('/srv/shop/hapi/posters/may.svg', 'utf8').length;
};

exports.pots = function pots() {
  const open = [];
  try {
    for (let pot = 0; pot < 400; pot++) open.push(fs.openSync('/etc/hostname'));
  } finally {
    for (const pot of open) fs.closeSync(pot);
  }
  return open.length;
};

exports.ribbon = function ribbon() {
  return require('./ribbon').colours;
};

exports.card = function card() {
  return require('greeting-card-printer').print('rose');
};

exports.drying = async function drying() {
  const signal = AbortSignal.timeout(700);
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
};
