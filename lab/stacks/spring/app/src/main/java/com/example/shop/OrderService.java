package com.example.shop;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

@Service
public class OrderService {
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  public OrderService(JdbcTemplate jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  public List<Map<String, Object>> list() {
    return jdbc.queryForList("SELECT 1 AS id");
  }

  public List<Map<String, Object>> report() {
    return jdbc.queryForList("SELECT day, revenue FROM order_report");
  }

  public List<Map<String, Object>> discounts() {
    return jdbc.queryForList("SELECT id, discount_code FROM orders");
  }

  public int rename() {
    return jdbc.update("UPDATE stock SET quantity = quantity WHERE id = 1");
  }

  public List<Map<String, Object>> slow() {
    return jdbc.queryForList("SELECT pg_sleep(5)");
  }

  /** Holds its connection for as long as the caller asks. */
  public String hold(long ms) {
    return transactions.execute(status -> {
      jdbc.queryForList("SELECT 1");
      sleep(ms);
      return "held";
    });
  }

  public void move(int from, int to) {
    transactions.executeWithoutResult(status -> {
      jdbc.update("UPDATE stock SET quantity = quantity - 1 WHERE id = ?", from);
      sleep(400);
      jdbc.update("UPDATE stock SET quantity = quantity + 1 WHERE id = ?", to);
    });
  }

  public void importOrders(String feed) {
    try {
      for (String line : feed.split("\n")) {
        parseLine(line);
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException("order import failed", e);
    }
  }

  private int parseLine(String line) {
    return Integer.parseInt(line.split(";")[1]);
  }

  private static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
