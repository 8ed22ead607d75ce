require "redis"

module Basket
  def self.load(number)
    Redis.new(host: "127.0.0.1", port: ENV.fetch("REDIS_PORT").to_i, password: ENV["REDIS_PASSWORD"].presence, timeout: 1, reconnect_attempts: 0).get("basket:#{number}")
  end
end
