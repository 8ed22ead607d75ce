'use strict';
const fs = require('node:fs');
const path = require('node:path');

const root = process.env.DATA_DIR || '/srv/shop/data';

async function readInvoice(id) {
  return await fs.promises.readFile(path.join(root, 'invoices', `${id}.pdf`));
}

async function writeExport(rows) {
  const file = path.join(root, 'exports', 'orders.csv');
  await fs.promises.writeFile(file, 'id,total\n'.repeat(rows));
  return file;
}

function appendAudit(line) {
  fs.appendFileSync(process.env.AUDIT_FILE || path.join(root, 'audit.log'), `${line}\n`);
  return { written: true };
}

async function openMany() {
  const handles = [];
  for (let index = 0; index < 5000; index += 1) {
    handles.push(await fs.promises.open(path.join(root, 'invoices', '1.pdf')));
  }
  return handles.length;
}

function loadTemplate(name) {
  return fs.readFileSync(path.join(root, 'templates', `${name}.html`), 'utf8');
}

module.exports = { readInvoice, writeExport, appendAudit, openMany, loadTemplate };
