package com.example.depot;

import io.javalin.Javalin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The depot on Javalin and Jetty, with Log4j. */
public final class JavalinMain {
  private static final Logger LOG = LoggerFactory.getLogger(JavalinMain.class);

  public static void main(String[] args) {
    var app = Javalin.create(config -> config.showJavalinBanner = false);
    app.before(context -> MDC.put("rid", String.valueOf(context.header("X-Request-ID"))));
    app.after(context -> LOG.info("{} {} {}", context.method(), context.path(), context.statusCode()));
    Routes.ALL.forEach((path, route) -> app.get(path, context -> context.result(String.valueOf(route.call()))));
    app.get("/quiet", context -> context.status(500).result("sorry"));
    if (!"plain".equals(System.getenv().getOrDefault("LOG_STYLE", "plain"))) {
      app.exception(Exception.class, (problem, context) -> {
        LOG.error("request {} {} ended in an error", context.method(), context.path(), problem);
        context.status(500).result("error");
      });
    }
    app.start("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
  }
}
