package com.example.clinic;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Medicines, in MariaDB through MySQL's driver. */
public class Pharmacy {
    private final Jdbi db;

    public Pharmacy(Jdbi db) {
        this.db = db;
    }

    public int medicines() {
        List<String> names = db.withHandle(handle -> handle.select("SELECT name FROM products").mapTo(String.class).list());
        return names.size();
    }

    public int dispense() {
        return db.withHandle(handle -> handle.execute("UPDATE products SET stock = stock - 1 WHERE id = 8"));
    }

    public int recalls() {
        return db.withHandle(handle -> handle.select("SELECT batch FROM recalls").mapTo(String.class).list().size());
    }
}
