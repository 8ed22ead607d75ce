package com.example.depot;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The carrier's API, over HTTP. */
public final class Carrier {
  static final class CarrierException extends RuntimeException {
    CarrierException(String message) {
      super(message);
    }
  }

  static int book(String what) throws Exception {
    var uri = URI.create(System.getenv("PAYMENTS_URL") + "/shipments/" + what);
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(900)).header("X-Api-Key", System.getenv("PAYMENTS_KEY")).build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new CarrierException("GET " + uri + " returned HTTP " + answer.statusCode() + " " + answer.body());
    }
    return new ObjectMapper().readTree(answer.body()).size();
  }
}
