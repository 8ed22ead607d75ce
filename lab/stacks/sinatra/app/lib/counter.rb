require "timeout"

# What the shop does by itself.
module Counter
  class GateTimeoutError < StandardError; end

  PRICES = { "tea" => 350, "mug" => 900 }.freeze

  def self.price(sku)
    PRICES[sku] + 19
  end

  def self.share(parts)
    1000 / Integer(parts)
  end

  def self.greeting(customer)
    "Hello #{customer.fetch(:first_name)}"
  end

  def self.category(name)
    category(name + "/")
  end

  def self.gate
    raise GateTimeoutError, "gate 7 timed out waiting for memory foam: too many connections of the belt"
  end

  def self.pack
    Timeout.timeout(0.8) { Queue.new.pop }
  end

  def self.oven
    sleep 30
  end

  def self.note
    File.open("/srv/shop/sinatra/data/notes.log", "a") do |file|
      file.write("order 42 packed\n" * 4096)
      file.flush
    end
  end

  def self.sheets
    Array.new(400) { File.open("/srv/shop/sinatra/shop.rb") }
  end

  def self.poster
    Array.new(400) { "x" * 40_000_000 }
  end

  def self.vat
    require_relative "vat_rules"
  end

  def self.pdf
    require "prawn_labels"
  end
end
