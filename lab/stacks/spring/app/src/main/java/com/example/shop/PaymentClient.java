package com.example.shop;

import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

@Component
public class PaymentClient {
  private final RestTemplate http;
  private final String url;

  public PaymentClient(RestTemplateBuilder builder, @Value("${payments.url}") String url) {
    this.http = builder.connectTimeout(Duration.ofSeconds(1)).readTimeout(Duration.ofMillis(800)).build();
    this.url = url;
  }

  public Map<?, ?> charge(String token) {
    return http.postForObject(url + "/v1/charges", Map.of("source", token), Map.class);
  }
}
