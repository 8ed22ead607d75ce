import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from '../../harness/process.ts';
import type { Bench } from '../../harness/bench.ts';
import type { NodeFault } from './node-fault.ts';

/** Makes `data/<path>` that only root may read. */
const rootOnly =
  (path: string) =>
  (bench: Bench): Promise<void> => {
    const file = join(bench.dir, 'data', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'for root alone');
    chownSync(file, 0, 0);
    chmodSync(file, 0o600);
    return Promise.resolve();
  };

/** A file system of 64 KiB at `data/exports`, so that a real write finds no space. */
const tinyDisk = async (bench: Bench): Promise<void> => {
  const dir = join(bench.dir, 'data', 'exports');
  mkdirSync(dir, { recursive: true });
  await sh('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', dir]);
  bench.defer(() => sh('umount', [dir]));
};

/** Faults of files, disks and descriptors. */
export const FILE_FAULTS: readonly NodeFault[] = [
  {
    name: 'file-eacces',
    request: ['GET', '/invoices/42'],
    injected: 'the invoice belongs to root with mode 600 and the application runs as another user',
    cause: 'fs.permission',
    component: 'file {dir}/data/invoices/42.pdf',
    type: 'Error',
    message: "EACCES: permission denied, open '{dir}/data/invoices/42.pdf'",
    frame: ['documents.js', 'readInvoice', 'return await fs.promises.readFile'],
    keep: ['EACCES: permission denied'],
    prepare: rootOnly('invoices/42.pdf'),
  },
  {
    name: 'folder-eacces',
    request: ['POST', '/export'],
    injected: 'the export folder belongs to root and is not writable for the application',
    cause: 'fs.permission',
    component: 'file {dir}/data/exports/orders.csv',
    type: 'Error',
    message: "EACCES: permission denied, open '{dir}/data/exports/orders.csv'",
    frame: ['documents.js', 'writeExport', 'await fs.promises.writeFile'],
    keep: ['EACCES: permission denied'],
    prepare: (bench) => {
      mkdirSync(join(bench.dir, 'data', 'exports'), { recursive: true, mode: 0o755 });
      return Promise.resolve();
    },
  },
  {
    name: 'disk-full',
    request: ['POST', '/export'],
    injected: 'the export is written to a file system of 64 KiB',
    cause: 'resource.disk_fd',
    component: 'file',
    type: 'Error',
    message: 'ENOSPC: no space left on device, write',
    frame: ['documents.js', 'writeExport', 'await fs.promises.writeFile'],
    keep: ['ENOSPC: no space left on device'],
    prepare: tinyDisk,
  },
  {
    name: 'audit-disk-full',
    request: ['POST', '/audit'],
    env: { AUDIT_FILE: '/dev/full' },
    injected: 'the audit log is written to /dev/full',
    cause: 'resource.disk_fd',
    component: 'file',
    type: 'Error',
    message: 'ENOSPC: no space left on device, write',
    frame: ['documents.js', 'appendAudit', 'fs.appendFileSync'],
    keep: ['ENOSPC: no space left on device'],
  },
  {
    name: 'too-many-files',
    request: ['GET', '/archive'],
    injected: 'the process may have 64 open files and the code opens 5000',
    cause: 'resource.disk_fd',
    component: 'self',
    type: 'Error',
    message: "EMFILE: too many open files, open '{dir}/data/invoices/1.pdf'",
    frame: ['documents.js', 'openMany', 'await fs.promises.open('],
    keep: ['EMFILE: too many open files'],
    limits: ['--nofile=64:64'],
    prepare: (bench) => {
      mkdirSync(join(bench.dir, 'data', 'invoices'), { recursive: true });
      writeFileSync(join(bench.dir, 'data', 'invoices', '1.pdf'), 'one');
      return Promise.resolve();
    },
  },
  {
    name: 'template-missing',
    request: ['GET', '/mail/preview'],
    injected: 'the deployed release lacks the template file that the code reads',
    cause: 'code.missing_artifact',
    component: 'file {dir}/data/templates/welcome.html',
    type: 'Error',
    message: "ENOENT: no such file or directory, open '{dir}/data/templates/welcome.html'",
    frame: ['documents.js', 'loadTemplate', 'return fs.readFileSync'],
    keep: ['ENOENT: no such file or directory'],
  },
];

/** Faults of the code itself. */
export const CODE_FAULTS: readonly NodeFault[] = [
  {
    name: 'undefined-reduce',
    request: ['GET', '/cart/total'],
    injected: 'the code reads a property of undefined',
    cause: 'code.exception',
    component: 'self',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'reduce')",
    frame: ['checkout.js', 'cartTotal', 'cart.items.reduce'],
    keep: ["Cannot read properties of undefined (reading 'reduce')"],
  },
  {
    name: 'undefined-street',
    request: ['GET', '/orders/7/label'],
    injected: 'the code reads a property of an address that is not there',
    cause: 'code.exception',
    component: 'self',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'street')",
    frame: ['checkout.js', 'shippingLabel', 'order.customer.address.street'],
    keep: ["Cannot read properties of undefined (reading 'street')"],
  },
  {
    name: 'coupon-unknown',
    request: ['POST', '/coupons'],
    injected: 'the code uses the result of a search that found nothing',
    cause: 'code.exception',
    component: 'self',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'percent')",
    frame: ['checkout.js', 'applyCoupon', 'return coupon.percent'],
    keep: ["Cannot read properties of undefined (reading 'percent')"],
  },
  {
    name: 'range-error',
    request: ['GET', '/price'],
    injected: 'the code asks toFixed for more digits than it gives',
    cause: 'code.exception',
    component: 'self',
    type: 'RangeError',
    message: 'toFixed() digits argument must be between 0 and 100',
    frame: ['checkout.js', 'priceWithTax', 'toFixed(120)'],
    keep: ['toFixed() digits argument must be between 0 and 100'],
  },
  {
    name: 'endless-recursion',
    request: ['GET', '/categories'],
    injected: 'a category that is its own parent makes the code recurse without end',
    cause: 'code.exception',
    component: 'self',
    type: 'RangeError',
    message: 'Maximum call stack size exceeded',
    keep: ['Maximum call stack size exceeded'],
  },
  {
    name: 'wrapped-cause',
    request: ['POST', '/feed'],
    injected: 'a line of the feed has too few fields; the error is wrapped with a cause',
    cause: 'code.exception',
    component: 'self',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'trim')",
    outer: { type: 'Error', message: 'feed import failed' },
    frame: ['checkout.js', null, "split(';')[3].trim()"],
    keep: ["Cannot read properties of undefined (reading 'trim')"],
  },
  {
    name: 'job-timeout',
    request: ['POST', '/rollup'],
    injected: 'a job of four seconds has a deadline of 400 ms',
    cause: 'resource.timeout',
    component: 'self',
    type: 'TimeoutError',
    message: 'job nightly-rollup timed out after 400 ms',
    frame: ['reports.js', 'Timeout.<anonymous>', 'reject(new TimeoutError'],
    keep: ['job nightly-rollup timed out after 400 ms'],
  },
  {
    name: 'module-missing',
    request: ['GET', '/thumbnail/1'],
    injected: 'the package @shop/thumbnailer is required and not installed',
    cause: 'code.missing_artifact',
    component: 'module @shop/thumbnailer',
    type: 'Error',
    message: "Cannot find module '@shop/thumbnailer'",
    frame: ['lazy.js', 'renderThumbnail', "require('@shop/thumbnailer')"],
    keep: ["Cannot find module '@shop/thumbnailer'"],
  },
  {
    name: 'own-module-missing',
    request: ['GET', '/label/1'],
    injected: 'a source file of the application was left out of the release',
    cause: 'code.missing_artifact',
    component: 'module ./label-printer',
    type: 'Error',
    message: "Cannot find module './label-printer'",
    frame: ['lazy.js', 'renderLabel', "require('./label-printer')"],
    keep: ["Cannot find module './label-printer'"],
  },
  {
    name: 'syntax-in-module',
    request: ['GET', '/pricing'],
    injected: 'a module that is loaded on demand lacks a comma',
    cause: 'code.syntax',
    component: 'file {dir}/src/pricing-rules.js',
    type: 'SyntaxError',
    message: "Unexpected token '{'",
    frame: ['lazy.js', 'pricingRules', "require('./pricing-rules')"],
    keep: ["SyntaxError: Unexpected token '{'"],
  },
];
