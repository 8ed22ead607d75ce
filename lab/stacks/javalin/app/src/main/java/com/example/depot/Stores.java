package com.example.depot;

import com.mongodb.client.MongoClients;
import java.sql.DriverManager;
import java.sql.SQLException;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** The catalogue in MariaDB, slots in Redis, scans in MongoDB. */
public final class Stores {
  static int catalogue(String sql) throws SQLException {
    var url = "jdbc:mariadb://127.0.0.1:" + System.getenv("MY_PORT") + "/" + System.getenv("MY_DATABASE") + "?connectTimeout=2000";
    try (var db = DriverManager.getConnection(url, "shop", System.getenv("MY_PASSWORD")); var statement = db.createStatement()) {
      return statement.execute(sql) ? 1 : 0;
    }
  }

  static int products() throws SQLException {
    return catalogue("SELECT name FROM products");
  }

  static int suppliers() throws SQLException {
    return catalogue("SELECT name FROM suppliers");
  }

  static int hold() throws SQLException {
    return catalogue("UPDATE products SET stock = stock - 1 WHERE id = 15");
  }

  static Jedis slots() {
    var config = DefaultJedisClientConfig.builder().timeoutMillis(1000);
    if (!System.getenv("REDIS_PASSWORD").isEmpty()) config.password(System.getenv("REDIS_PASSWORD"));
    return new Jedis(new HostAndPort("127.0.0.1", Integer.parseInt(System.getenv("REDIS_PORT"))), config.build());
  }

  static long freeSlots() {
    try (var redis = slots()) {
      return redis.llen("slots:free");
    }
  }

  static long scans() {
    var port = System.getenv().getOrDefault("MONGO_PORT", "21973");
    try (var client = MongoClients.create("mongodb://127.0.0.1:" + port + "/?serverSelectionTimeoutMS=800")) {
      return client.getDatabase("depot").getCollection("scans").countDocuments();
    }
  }
}
