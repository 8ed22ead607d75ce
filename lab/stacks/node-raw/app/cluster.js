'use strict';
const cluster = require('node:cluster');

if (cluster.isPrimary) {
  cluster.on('exit', (worker, code, signal) => {
    console.error(new Date().toISOString(), 'ERROR', `worker ${worker.process.pid} died (${signal ?? code}), restarting`);
    setTimeout(() => cluster.fork(), 3000);
  });
  cluster.fork();
} else {
  console.log(new Date().toISOString(), 'INFO', `worker ${process.pid} started`);
  require('./server');
}
