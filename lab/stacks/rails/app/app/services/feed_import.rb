module FeedImport
  def self.run
    rows = Integer("twelve")
    { rows: rows }
  rescue ArgumentError
    raise "supplier feed could not be imported"
  end
end
