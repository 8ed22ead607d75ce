'use strict';

const recipe = {
  sugar: 200,
  water: 50
  butter: 20,
};

module.exports = { recipe };
