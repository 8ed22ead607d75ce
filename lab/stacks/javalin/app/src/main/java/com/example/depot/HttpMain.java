package com.example.depot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The depot on the JDK's own server, with the JDK's own logging. */
public final class HttpMain {
  private static final Logger LOG = Logger.getLogger(HttpMain.class.getName());

  public static void main(String[] args) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", HttpMain::handle);
    server.start();
    LOG.info("depot listens");
    if (System.getenv("NOISE") != null) new Thread(HttpMain::noise, "tariffs").start();
  }

  private static void handle(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var id = System.getenv("LOG_ID") == null ? "" : "[" + exchange.getRequestHeaders().getFirst("X-Request-ID") + "] ";
    int status = 200;
    String body;
    try {
      var route = Routes.ALL.get(path);
      body = route == null ? "unknown" : String.valueOf(route.call());
      if (route == null) status = path.equals("/quiet") ? 500 : 404;
    } catch (Throwable problem) {
      LOG.log(Level.SEVERE, id + "GET " + path + " failed", problem);
      status = 500;
      body = "error";
    }
    LOG.info(id + "GET " + path + " " + status);
    exchange.sendResponseHeaders(status, body.length());
    try (var out = exchange.getResponseBody()) {
      out.write(body.getBytes());
    }
  }

  /** A feed that nobody needs and that is always away. */
  private static void noise() {
    while (true) {
      try {
        Thread.sleep(400);
        new java.net.Socket("127.0.0.1", 21975).close();
      } catch (IOException | InterruptedException problem) {
        LOG.log(Level.WARNING, "tariffs are not fresh", problem);
      }
    }
  }
}
