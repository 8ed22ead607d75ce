require_relative "lib/stock"
require "pg"
require "json"

ROUTES = {
  "/health" => ->(_) { "ok" },
  "/stock" => ->(_) { Stock.count("A-1").to_s },
  "/missing" => ->(_) { Stock.count("B-9").to_s },
  "/average" => ->(_) { Stock.average([]).to_s },
  "/orders" => ->(_) { PG.connect(ENV.fetch("DATABASE_URL")).exec("SELECT count(*) FROM orders").getvalue(0, 0) },
  "/label" => ->(_) { File.write("/srv/shop/puma/private/label.txt", "label").to_s },
  "/parse" => ->(_) { JSON.parse("{\"sku\": }").to_s },
  "/pid" => ->(_) { Process.pid.to_s },
  "/hold" => ->(_) { sleep(4).to_s },
  "/sorry" => ->(_) { nil },
}.freeze

run lambda { |env|
  body = ROUTES.fetch(env["PATH_INFO"]).call(env)
  [body ? 200 : 500, { "Content-Type" => "text/plain" }, [body.to_s]]
}
