package com.example.shop;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import redis.clients.jedis.JedisPooled;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@RestController
public class ShopController {
  private static final Logger log = LoggerFactory.getLogger(ShopController.class);
  private final OrderService orders;
  private final PaymentClient payments;
  private final DocumentStore documents;

  public ShopController(OrderService orders, PaymentClient payments, DocumentStore documents) {
    this.orders = orders;
    this.payments = payments;
    this.documents = documents;
  }

  @GetMapping("/health")
  public Map<String, String> health() {
    log.info("health asked");
    return Map.of("status", "ok");
  }

  @GetMapping("/products/{id}")
  public Map<String, Object> product(@PathVariable int id) {
    log.info("product {} asked", id);
    return Map.of("id", id, "name", "boots");
  }

  @GetMapping("/orders")
  public Object list() {
    return orders.list();
  }

  @GetMapping("/orders/report")
  public Object report() {
    return orders.report();
  }

  @GetMapping("/orders/discounts")
  public Object discounts() {
    return orders.discounts();
  }

  @GetMapping("/orders/slow")
  public Object slow() {
    return orders.slow();
  }

  @GetMapping("/orders/hold")
  public Object hold() {
    return Map.of("result", orders.hold(2500));
  }

  @PostMapping("/stock/move")
  public Object move() {
    orders.move(1, 2);
    return Map.of("moved", 1);
  }

  @PostMapping("/stock/back")
  public Object back() {
    orders.move(2, 1);
    return Map.of("moved", 1);
  }

  @PostMapping("/stock/touch")
  public Object touch() {
    return Map.of("rows", orders.rename());
  }

  @PostMapping("/orders/import")
  public Object importOrders() {
    orders.importOrders("1;3\n2;three\n");
    return Map.of("imported", true);
  }

  @PostMapping("/charge")
  public Object charge() {
    return payments.charge("tok_visa");
  }

  @PostMapping("/charge/logged")
  public org.springframework.http.ResponseEntity<?> chargeLogged() {
    try {
      return org.springframework.http.ResponseEntity.ok(payments.charge("tok_visa"));
    } catch (RuntimeException e) {
      log.error("charge failed", e);
      return org.springframework.http.ResponseEntity.status(502).body(Map.of("error", "payment"));
    }
  }

  @GetMapping("/orders/logged")
  public org.springframework.http.ResponseEntity<?> ordersLogged() {
    try {
      return org.springframework.http.ResponseEntity.ok(orders.list());
    } catch (RuntimeException e) {
      log.error("could not list orders", e);
      return org.springframework.http.ResponseEntity.status(500).body(Map.of("error", "orders"));
    }
  }

  @GetMapping("/invoices/{id}")
  public Object invoice(@PathVariable String id) {
    return Map.of("bytes", documents.invoice(id).length);
  }

  @PostMapping("/export")
  public Object export() throws IOException {
    documents.export(300);
    return Map.of("written", true);
  }

  @GetMapping("/archive")
  public Object archive() throws IOException {
    return Map.of("open", documents.openAll());
  }

  @GetMapping("/cart/total")
  public Object total() {
    Map<String, String> cart = Map.of("id", "7");
    return Map.of("currency", cart.get("currency").toUpperCase());
  }

  @GetMapping("/coupons/{code}")
  public Object coupon(@PathVariable String code) {
    return Map.of("percent", Optional.<Integer>empty().orElseThrow());
  }

  @GetMapping("/reports/year")
  public Object year() {
    List<byte[]> rows = new ArrayList<>();
    while (true) {
      rows.add(new byte[1024 * 1024]);
    }
  }

  @GetMapping("/categories")
  public Object categories() {
    return Map.of("depth", depth(0));
  }

  private int depth(int level) {
    return depth(level + 1) + 1;
  }

  @GetMapping("/rollup")
  public Object rollup() throws TimeoutException {
    throw new TimeoutException("job nightly-rollup did not finish within 400 ms");
  }

  @GetMapping("/label")
  public Object label() throws ReflectiveOperationException {
    return Class.forName("com.example.shop.LabelPrinter").getDeclaredConstructor().newInstance();
  }

  @GetMapping("/cart/{id}")
  public Object cart(@PathVariable int id) {
    URI address = URI.create(System.getenv("REDIS_URL"));
    try (JedisPooled redis = new JedisPooled(address)) {
      return redis.hgetAll("cart:" + id);
    }
  }

  @GetMapping("/session")
  public Object session() {
    DynamoDbClientBuilder builder = DynamoDbClient.builder()
        .region(Region.EU_CENTRAL_1)
        .endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL")));
    if (System.getenv("SHOP_AWS_KEY") != null) {
      builder.credentialsProvider(StaticCredentialsProvider.create(
          AwsBasicCredentials.create(System.getenv("SHOP_AWS_KEY"), System.getenv("SHOP_AWS_SECRET"))));
    }
    try (DynamoDbClient client = builder.build()) {
      Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS("9"));
      return client.getItem(request -> request.tableName("sessions").key(key)).item();
    }
  }

  @GetMapping("/swallowed")
  public org.springframework.http.ResponseEntity<?> swallowed() {
    try {
      return org.springframework.http.ResponseEntity.ok(total());
    } catch (NullPointerException e) {
      return org.springframework.http.ResponseEntity.status(500).body(Map.of("error", "Internal Server Error"));
    }
  }
}
