'use strict';

function rules() {
  return [
    { code: 'SPRING', percent: 10 }
    { code: 'SUMMER', percent: 15 },
  ];
}

module.exports = { rules };
