'use strict';
const fs = require('node:fs');

const RATES = { letter: { cents: 95 }, box: { cents: 540 } };

class CustomsError extends Error {
  constructor(message) {
    super(message);
    this.name = 'CustomsError';
  }
}

exports.rate = function rate(kind) {
  return RATES[kind].cents;
};

exports.sort = function sort(parcels) {
  return parcels.toSorted().length;
};

exports.label = function label(copies) {
  return new Array(copies).fill('label').length;
};

exports.customs = function customs() {
  throw new CustomsError('ECONNREFUSED by the officer, access denied at the border: too many connections of trains');
};

exports.form = function form(text) {
  return JSON.parse(text).sender;
};

exports.receipts = async function receipts() {
  await fs.promises.appendFile(`${process.env.DATA_DIR}/receipts.txt`, 'one letter\n');
  return 1;
};

exports.map = function map() {
  return fs.readFileSync('/srv/shop/moleculer/maps/routes.geojson', 'utf8').length;
};

exports.drawers = function drawers() {
  const open = [];
  try {
    for (let drawer = 0; drawer < 400; drawer++) open.push(fs.openSync('/etc/hostname'));
  } finally {
    for (const drawer of open) fs.closeSync(drawer);
  }
  return open.length;
};

exports.tariff = function tariff() {
  return require('./tariff').zones;
};

exports.scanner = function scanner() {
  return require('barcode-scanner-usb').open();
};

exports.archive = function archive() {
  const shelves = [];
  for (;;) shelves.push(new Array(1_000_000).fill({}));
};

exports.sorting = async function sorting() {
  const signal = AbortSignal.timeout(700);
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
};
