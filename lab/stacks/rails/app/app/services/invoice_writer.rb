module InvoiceWriter
  def self.write(path)
    File.open(path, "w") { |file| file.write("Invoice" * 9000) }
  end
end
