module Stock
  COUNTS = { "A-1" => 4 }.freeze

  def self.count(sku)
    COUNTS[sku] + 1
  end

  def self.average(counts)
    counts.sum / counts.size
  end
end
