require "sinatra/base"
require_relative "lib/journal"
require_relative "lib/orders"
require_relative "lib/stores"
require_relative "lib/payments"
require_relative "lib/counter"

# A feed that nobody needs and that is always away.
if ENV["NOISE"]
  Thread.new do
    loop do
      sleep 0.4
      Net::HTTP.get(URI("http://rates.fxfeed.test:21984/eur"))
    rescue SystemCallError => problem
      Journal.error("-", problem)
    end
  end
end

class Shop < Sinatra::Base
  set :environment, :production
  set :show_exceptions, false
  set :raise_errors, false
  set :dump_errors, Journal::STYLE == "sinatra"
  set :root, "/srv/shop/sinatra"
  use Rack::CommonLogger, $stderr if Journal::STYLE == "sinatra"

  helpers do
    def id = request.env.fetch("HTTP_X_REQUEST_ID", "-")
  end

  after { Journal.info(id, "#{request.request_method} #{request.path_info} #{response.status}") unless Journal::STYLE == "sinatra" }

  error do
    Journal.error(id, request.env["sinatra.error"]) unless Journal::STYLE == "sinatra"
    "Internal Server Error"
  end

  {
    "/health" => -> { "ok" },
    "/orders" => -> { Orders.recent.to_s },
    "/gift-cards" => -> { Orders.gift_cards.to_s },
    "/sizes" => -> { Orders.sizes.to_s },
    "/forecast" => -> { Orders.forecast.to_s },
    "/cancel" => -> { Orders.cancel.to_s },
    "/import" => -> { Orders.import.to_s },
    "/products" => -> { Stores.products.to_s },
    "/bundles" => -> { Stores.bundles.to_s },
    "/reserve" => -> { Stores.reserve.to_s },
    "/basket" => -> { Stores.basket.to_s },
    "/remember" => -> { Stores.remember.to_s },
    "/category" => -> { Counter.category("tea") },
    "/gate" => -> { Counter.gate },
    "/pack" => -> { Counter.pack.to_s },
    "/oven" => -> { Counter.oven.to_s },
    "/note" => -> { Counter.note.to_s },
    "/sheets" => -> { Counter.sheets.size.to_s },
    "/poster" => -> { Counter.poster.size.to_s },
    "/vat" => -> { Counter.vat.to_s },
    "/pdf" => -> { Counter.pdf.to_s },
    "/greeting" => -> { Counter.greeting({ name: "Ada" }) },
  }.each { |path, work| get(path) { work.call } }

  get("/price/:sku") { Counter.price(params["sku"]).to_s }
  get("/share/:parts") { Counter.share(params["parts"]).to_s }
  get("/subscribe") { Orders.subscribe(params["email"]).to_s }
  get("/shift") { Orders.shift_stock(params["from"], params["to"]).to_s }
  get("/pay/:what") { Payments.charge(params["what"]).to_s }
  get("/shelf") { erb :shelf, locals: { shelf: nil } }
  get("/leaflet") { erb :leaflet }
  get("/quiet") { halt 500, "sorry" }
end
