require "json"
require "net/http"
require "pg"
require "sidekiq"

Redis.silence_deprecations = true

Sidekiq.configure_server do |config|
  config.redis = { url: ENV.fetch("BROKER") }
  config.logger.formatter = Sidekiq::Logger::Formatters::JSON.new if ENV["LOG_JSON"]
end
Sidekiq.configure_client { |config| config.redis = { url: ENV.fetch("BROKER") } }

# Tells the waiting front how a job ended.
class Outcome
  def call(_worker, job, _queue)
    yield
    Sidekiq.redis { |redis| redis.lpush("done:#{job["args"].first}", "ok") }
  rescue Exception
    Sidekiq.redis { |redis| redis.lpush("done:#{job["args"].first}", "failed") }
    raise
  end
end
Sidekiq.configure_server { |config| config.server_middleware { |chain| chain.add Outcome } }

module Shop
  def self.database
    PG.connect(ENV.fetch("DATABASE_URL"))
  end
end

class MailJob
  include Sidekiq::Worker

  def perform(request_id, number)
    logger.info "mail for order #{number} sent, request #{request_id}"
  end
end

class ExportJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id)
    Shop.database.exec("SELECT id FROM orders")
  end
end

class ReturnsJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id)
    Shop.database.exec("UPDATE returns SET state = 'settled'")
  end
end

class ChargeJob
  include Sidekiq::Worker
  sidekiq_options retry: 3

  def perform(_request_id, what)
    uri = URI("#{ENV.fetch("PAYMENTS_URL")}/#{what}")
    answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", read_timeout: 1, max_retries: 0) { |http| http.get(uri.request_uri) }
    answer.value
    JSON.parse(answer.body)
  end
end

class TotalJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id, empty = nil)
    lines = empty ? nil : [{ "price" => 12 }]
    lines.sum { |line| line["price"] }
  end
end

class ShareJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id, parts = "4")
    100 / Integer(parts)
  end
end

class ImportJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id)
    Integer("twelve")
  rescue ArgumentError
    raise "supplier feed could not be imported"
  end
end

class InvoiceJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id, path)
    File.open(path, "w") { |file| file.write("Invoice" * 9000) }
  end
end

class BarcodeJob
  include Sidekiq::Worker
  sidekiq_options retry: 0

  def perform(_request_id)
    require "barby_plus"
  end
end
