'use strict';
exports.colours = {
  red: [200, 20, 30],
  green: [20, 160 60],
};
