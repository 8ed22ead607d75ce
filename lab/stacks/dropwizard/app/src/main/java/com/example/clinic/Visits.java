package com.example.clinic;

import org.jdbi.v3.core.Jdbi;

/** Visits, in PostgreSQL through Jdbi. */
public class Visits {
    private final Jdbi db;

    public Visits(Jdbi db) {
        this.db = db;
    }

    public int today() {
        return db.withHandle(handle -> handle.select("SELECT id FROM orders").mapTo(Integer.class).list().size());
    }

    public int wards() {
        return db.withHandle(handle -> handle.select("SELECT beds FROM wards").mapTo(Integer.class).list().size());
    }

    public int allergies() {
        return db.withHandle(handle -> handle.select("SELECT allergy FROM customers").mapTo(String.class).list().size());
    }

    public int admit(String email) {
        return db.withHandle(handle -> handle.execute("INSERT INTO customers (email) VALUES (?)", email));
    }

    public int transfer(int from, int to) throws InterruptedException {
        return db.inTransaction(handle -> {
            handle.execute("UPDATE products SET stock = stock - 1 WHERE id = ?", from);
            Thread.sleep(700);
            return handle.execute("UPDATE products SET stock = stock + 1 WHERE id = ?", to);
        });
    }

    public int report(double seconds) {
        return db.withHandle(handle -> handle.select("SELECT 1 FROM pg_sleep(?)", seconds).mapTo(Integer.class).one());
    }
}
