'use strict';

const kept = [];

class TimeoutError extends Error {
  get name() {
    return 'TimeoutError';
  }
}

/** Grows until the heap limit. */
function buildYearReport() {
  for (;;) {
    kept.push(new Array(1000).fill('order-row').map((value, index) => `${value}-${index}-${kept.length}`));
  }
}

function bigBuffer() {
  return Buffer.alloc(2 ** 53 - 1).length;
}

function withDeadline(work, ms, name) {
  let timer;
  const deadline = new Promise((resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError(`${name} timed out after ${ms} ms`));
    }, ms);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

async function nightlyRollup() {
  return await withDeadline(new Promise((resolve) => setTimeout(resolve, 4000)), 400, 'job nightly-rollup');
}

module.exports = { buildYearReport, bigBuffer, withDeadline, nightlyRollup };
