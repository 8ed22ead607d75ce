require "mysql2"
require "redis"

# The catalogue in MariaDB and the basket in Redis.
module Stores
  def self.catalogue
    Mysql2::Client.new(
      host: "127.0.0.1", port: Integer(ENV.fetch("MY_PORT")), username: "shop",
      password: ENV.fetch("MY_PASSWORD"), database: ENV.fetch("MY_DATABASE"), connect_timeout: 3,
    )
  end

  def self.products
    catalogue.query("SELECT name FROM products LIMIT 3").count
  end

  def self.bundles
    catalogue.query("SELECT bundle FROM bundles").count
  end

  def self.reserve
    catalogue.query("UPDATE products SET stock = stock - 1 WHERE id = 11")
  end

  def self.basket_store
    Redis.new(
      host: "127.0.0.1", port: Integer(ENV.fetch("REDIS_PORT")),
      password: ENV["REDIS_PASSWORD"].to_s.empty? ? nil : ENV["REDIS_PASSWORD"], reconnect_attempts: 0, timeout: 1,
    )
  end

  def self.basket
    basket_store.llen("basket:9")
  end

  def self.remember
    basket_store.set("seen:9", "x" * 3_000_000)
  end
end
