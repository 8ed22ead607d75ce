module OrderTotals
  def self.total(lines)
    lines.sum { |line| line[:price] }
  end

  def self.share(amount, parts)
    amount / parts
  end
end
