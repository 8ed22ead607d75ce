require "net/http"

class PaymentError < StandardError
end

module PaymentGateway
  def self.charge(what)
    uri = URI("#{ENV.fetch("PAYMENTS_URL")}/#{what}")
    options = { use_ssl: uri.scheme == "https", open_timeout: 1, read_timeout: 1, max_retries: 0 }
    answer = Net::HTTP.start(uri.host, uri.port, **options) { |http| http.get(uri.request_uri) }
    raise PaymentError, "GET #{uri} answered #{answer.code}: #{answer.body}" if answer.code.to_i >= 400

    JSON.parse(answer.body)
  end
end
