package com.example.depot;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Orders in PostgreSQL: over a pool where the server has one, else one connection for each request. */
public final class Orders {
  private static final String URL = "jdbc:postgresql://127.0.0.1:" + System.getenv("PG_PORT") + "/" + System.getenv("PG_DATABASE");
  private static HikariDataSource pool;

  static synchronized Connection connection() throws SQLException {
    if (System.getenv("DB_POOL") == null) {
      return DriverManager.getConnection(URL, "shop", System.getenv("PG_PASSWORD"));
    }
    if (pool == null) {
      var config = new HikariConfig();
      config.setJdbcUrl(URL);
      config.setUsername("shop");
      config.setPassword(System.getenv("PG_PASSWORD"));
      config.setMaximumPoolSize(1);
      config.setConnectionTimeout(900);
      config.setInitializationFailTimeout(-1);
      pool = new HikariDataSource(config);
    }
    return pool.getConnection();
  }

  static int count(String sql) throws SQLException {
    try (var db = connection(); var statement = db.createStatement(); var rows = statement.executeQuery(sql)) {
      int seen = 0;
      while (rows.next()) seen++;
      return seen;
    }
  }

  static int recent() throws SQLException {
    return count("SELECT id FROM orders");
  }

  static int pallets() throws SQLException {
    return count("SELECT id FROM pallets");
  }

  static int barcodes() throws SQLException {
    return count("SELECT barcode FROM products");
  }

  static int longReport() throws SQLException {
    return count("SELECT pg_sleep(2.2)");
  }

  static int summary() throws SQLException {
    try (var db = connection(); var statement = db.createStatement()) {
      statement.execute("SET statement_timeout = 350");
      statement.execute("SELECT pg_sleep(4)");
      return 1;
    }
  }

  static int move(int from, int to) throws Exception {
    try (var db = connection(); var statement = db.createStatement()) {
      db.setAutoCommit(false);
      statement.executeUpdate("UPDATE products SET stock = stock - 1 WHERE id = " + from);
      Thread.sleep(600);
      statement.executeUpdate("UPDATE products SET stock = stock + 1 WHERE id = " + to);
      db.commit();
      return 1;
    }
  }

  static int enroll(String email) throws SQLException {
    try (var db = connection(); var insert = db.prepareStatement("INSERT INTO customers (email) VALUES (?)")) {
      insert.setString(1, email);
      return insert.executeUpdate();
    }
  }

  static int archive() throws SQLException {
    try (var db = connection(); var statement = db.createStatement()) {
      statement.execute("SET default_transaction_read_only = on");
      return statement.executeUpdate("UPDATE orders SET state = 'archived'");
    }
  }

  static int nightly() {
    try {
      return recent();
    } catch (SQLException problem) {
      throw new IllegalStateException("nightly count of the depot failed", problem);
    }
  }
}
