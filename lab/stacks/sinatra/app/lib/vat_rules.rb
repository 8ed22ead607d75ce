module VatRules
  RATES = {
    food: 7,
    books: 7
    other: 19,
  }
end
