'use strict';
exports.zones = [
  { name: 'inland', cents: 95 },
  { name: 'abroad', cents: 170 ,
];
