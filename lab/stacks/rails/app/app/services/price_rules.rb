module PriceRules
  def self.apply(quantity)
    quantity * (2 +
  end
end
