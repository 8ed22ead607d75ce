require "pg"

# Orders in PostgreSQL.
module Orders
  def self.db
    PG.connect(
      host: "127.0.0.1", port: ENV.fetch("PG_PORT"), dbname: ENV.fetch("PG_DATABASE"),
      user: "shop", password: ENV.fetch("PG_PASSWORD"), connect_timeout: 3,
    )
  end

  def self.with_db
    connection = db
    yield connection
  ensure
    connection&.close
  end

  def self.recent
    with_db { |db| db.exec("SELECT id FROM orders").ntuples }
  end

  def self.gift_cards
    with_db { |db| db.exec("SELECT code FROM gift_cards").ntuples }
  end

  def self.sizes
    with_db { |db| db.exec("SELECT shoe_size FROM products").ntuples }
  end

  def self.shift_stock(from, to)
    with_db do |db|
      db.transaction do
        db.exec_params("UPDATE products SET stock = stock - 1 WHERE id = $1", [from])
        sleep 0.6
        db.exec_params("UPDATE products SET stock = stock + 1 WHERE id = $1", [to])
      end
    end
  end

  def self.subscribe(email)
    with_db { |db| db.exec_params("INSERT INTO customers (email) VALUES ($1)", [email]) }
  end

  def self.forecast
    with_db do |db|
      db.exec("SET statement_timeout = 400")
      db.exec("SELECT pg_sleep(5)")
    end
  end

  def self.cancel
    with_db do |db|
      db.exec("SET default_transaction_read_only = on")
      db.exec("DELETE FROM orders WHERE id = 1")
    end
  end

  def self.import
    recent
  rescue PG::Error
    raise ImportFailed, "import of the evening orders failed"
  end

  class ImportFailed < StandardError; end
end
