package com.example.depot;

import java.util.Map;
import java.util.concurrent.Callable;

/** Paths and what answers them; both servers serve these. */
public final class Routes {
  static final Map<String, Callable<?>> ALL = Map.ofEntries(
      Map.entry("/health", () -> "ok"),
      Map.entry("/orders", Orders::recent),
      Map.entry("/pallets", Orders::pallets),
      Map.entry("/barcodes", Orders::barcodes),
      Map.entry("/report/long", Orders::longReport),
      Map.entry("/summary", Orders::summary),
      Map.entry("/move/1", () -> Orders.move(17, 18)),
      Map.entry("/move/2", () -> Orders.move(18, 17)),
      Map.entry("/enroll", () -> Orders.enroll("ada@example.org")),
      Map.entry("/archive", Orders::archive),
      Map.entry("/nightly", Orders::nightly),
      Map.entry("/products", Stores::products),
      Map.entry("/suppliers", Stores::suppliers),
      Map.entry("/hold", Stores::hold),
      Map.entry("/slots", Stores::freeSlots),
      Map.entry("/scans", Stores::scans),
      Map.entry("/book/unavailable", () -> Carrier.book("unavailable")),
      Map.entry("/book/quota", () -> Carrier.book("quota")),
      Map.entry("/book/html", () -> Carrier.book("html")),
      Map.entry("/book/slow", () -> Carrier.book("slow")),
      Map.entry("/book/now", () -> Carrier.book("now")),
      Map.entry("/gate/north", () -> Yard.gate("north")),
      Map.entry("/gate/south", () -> Yard.gate("south")),
      Map.entry("/weight", () -> Yard.weight("A-1")),
      Map.entry("/lane", () -> Yard.lane(3)),
      Map.entry("/belt", Yard::belt),
      Map.entry("/jammed", Yard::jammed),
      Map.entry("/nest", () -> Yard.nest(0)),
      Map.entry("/poster", Yard::poster),
      Map.entry("/sort", Yard::sort),
      Map.entry("/sum", Yard::sum),
      Map.entry("/journal", Yard::journal),
      Map.entry("/export", Yard::export),
      Map.entry("/labels", Yard::labels),
      Map.entry("/template", Yard::template),
      Map.entry("/customs", Yard::customs));
}
