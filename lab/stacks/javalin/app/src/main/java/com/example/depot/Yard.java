package com.example.depot;

import java.io.FileWriter;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the depot does by itself. */
public final class Yard {
  static final Map<String, String> GATES = Map.of("north", "7", "south", "x9");
  static final Path DATA = Path.of(System.getenv("DATA_DIR"));

  static final class GateJammedException extends RuntimeException {
    GateJammedException(String message) {
      super(message);
    }
  }

  /** Fails to close, after something else has failed already. */
  static final class Belt implements AutoCloseable {
    @Override
    public void close() throws java.io.IOException {
      throw new java.io.IOException("Connection reset by peer while the belt was stopped");
    }
  }

  record Parcel(String code, Integer grams) {}

  static int gate(String name) {
    return Integer.parseInt(GATES.get(name));
  }

  static int weight(String code) {
    var parcel = new Parcel(code, null);
    return parcel.grams() * 2;
  }

  static int lane(int number) {
    int[] lanes = {4, 8, 15};
    return lanes[number];
  }

  static int belt() throws Exception {
    try (var belt = new Belt()) {
      return 100 / GATES.getOrDefault("west", "").length();
    }
  }

  static int jammed() {
    throw new GateJammedException("gate 7: access denied by the guard, out of memory cards, disk full of leaves");
  }

  static int nest(int depth) {
    return nest(depth + 1) + 1;
  }

  static int poster() {
    List<byte[]> pages = new ArrayList<>();
    while (true) pages.add(new byte[8_000_000]);
  }

  static int sort() throws Exception {
    return new CompletableFuture<Integer>().get(800, TimeUnit.MILLISECONDS);
  }

  static int sum() {
    return CompletableFuture.supplyAsync(() -> gate("south")).join();
  }

  static int journal() throws Exception {
    Files.writeString(DATA.resolve("gate.log"), "gate 7 opened\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return 1;
  }

  static int export() throws Exception {
    try (var file = new FileWriter(DATA.resolve("export.csv").toFile())) {
      file.write("42;parcel\n".repeat(9000));
    }
    return 1;
  }

  static int labels() throws Exception {
    List<InputStream> open = new ArrayList<>();
    for (int number = 0; number < 600; number++) open.add(Files.newInputStream(Path.of("/etc/hostname")));
    return open.size();
  }

  static int template() throws Exception {
    return Files.readString(DATA.resolveSibling("templates/label.txt")).length();
  }

  static int customs() throws Exception {
    Class.forName("com.example.depot.customs.SwissRules").getDeclaredConstructor().newInstance();
    return 1;
  }
}
